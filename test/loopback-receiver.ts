/** A receiver for tests: on loopback without TLS, with every source that we ship. */
import assert from 'node:assert/strict'
import { loadSources } from '../src/ingest/load.ts'
import { parseListenAddress, type ListenAddress } from '../src/ingest/receive/address.ts'
import { createReceiver, type Receiver, type ReceiverOptions } from '../src/ingest/receive/receiver.ts'
import type { Sender } from '../src/ingest/receive/sender.ts'
import { SOURCES } from './samples.ts'

export const sources = await loadSources(SOURCES)

/** Of a sender that may deliver anything, where a test names no others. */
export const TOKEN = 'a-token-of-an-api-server'

export function addressOf(text: string): ListenAddress {
  const address = parseListenAddress(text)
  assert.ok(!('wrong' in address), text)
  return address
}

export interface LoopbackOptions
  extends Pick<ReceiverOptions, 'put'>, Partial<Pick<ReceiverOptions, 'notice' | 'limits'>> {
  readonly senders?: readonly Sender[]
  readonly listen?: readonly string[]
}

export const startLoopback = ({ senders, listen, ...options }: LoopbackOptions): Promise<Receiver> =>
  createReceiver({
    addresses: (listen ?? ['http://127.0.0.1:0']).map(addressOf),
    credentials: { senders: senders ?? [{ name: 'cluster', proof: { token: TOKEN } }] },
    sources,
    notice: () => {},
    ...options,
  })
