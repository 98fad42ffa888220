/** What stands in the place of a secret. */
import { createHmac } from 'node:crypto'

/**
 * With a key, equal secrets are marked equal, so that a token seen twice can be told to be the same one.
 * Without a key there is no mark: a plain hash of a password could be guessed by trying a word list.
 */
export function createRedact(key?: string | Uint8Array): (secret: string) => string {
  if (key === undefined) return () => '[redacted]'
  return (secret) =>
    MARK.test(secret) ? secret : `[redacted:${createHmac('sha256', key).update(secret).digest('hex').slice(0, 8)}]`
}

// What is found twice, by its field and by its look, is marked once.
const MARK = /^\[redacted(?::[0-9a-f]{8})?\]$/
