/** A door: what stands at one path of the HTTP receiver, and takes one kind of body. */
import type { Refusal } from './refusal.ts'
import type { Sender } from './sender.ts'

export interface Delivered {
  readonly bytes: Buffer
  /** The media type, without parameters, in small letters. */
  readonly type: string
  readonly sender: Sender
}

export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string | Uint8Array
}

export interface Door {
  /** `/audit`. */
  readonly path: string
  /** Resolves once what was delivered is durable. Rejects with Refusal, or with what the journal says. */
  take(delivered: Delivered): Promise<Answer>
  /** How a refusal is said in this door's language; as JSON where this is missing. */
  refuse?(refusal: Refusal, type: string): Answer | undefined
}

export const jsonAnswer = (status: number, body: object): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
})
