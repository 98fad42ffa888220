/** The API server answered, and not with what was asked for. */
import { textAt } from '../read.ts'
import type { Answer } from './client.ts'
import { parsed } from './json.ts'

const SHOWN = 200

/** The message is the server's own word for it, where it has one. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code = 'TALLYMAN_CLUSTER_REFUSAL'
  readonly status: number
  /** Milliseconds that the server asks us to wait. */
  readonly wait: number
  constructor({ status, text, wait }: Answer, message = textAt(parsed(text), 'message') ?? '') {
    super(`${status === 0 ? '' : `${status} `}${message.slice(0, SHOWN)}`.trim())
    this.status = status
    this.wait = wait
  }
}

/**
 * Whether the way from a resource version is lost: it is too old, or the server does not know it, as after etcd was restored.
 */
export const isGone = (status: number): boolean => status === 400 || status === 404 || status === 410 || status === 504
