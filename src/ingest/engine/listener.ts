/** One connection to an engine after the other: its events are passed on, inspected, and picked up where they broke off. */
import type { IncomingMessage } from 'node:http'
import { createLineCutter } from '../input/lines.ts'
import type { EngineClient } from './client.ts'
import { readEvent } from './event.ts'
import { createHealthChecks } from './health.ts'
import { createHeard } from './heard.ts'
import { createInspector, subjectOf } from './inspector.ts'
import { createInventory } from './inventory.ts'
import type { Logs } from './logs.ts'

export interface Listener {
  /** Listens until the connection ends. `reached` is called when the engine answers. Rejects with InputError. */
  listen(signal: AbortSignal, reached: () => void): Promise<void>
}

export interface ListenerOptions {
  readonly client: EngineClient
  /** Given one line a record, without its newline. */
  readonly push: (line: string) => void
  readonly notice: (words: string) => void
  /** Milliseconds between two records that say that the engine answers. */
  readonly heartbeat?: number | undefined
  /** Where what containers say is wanted, too. */
  readonly logs?: Logs | undefined
}

const HEARTBEAT = 10_000

export function createListener({ client, push, notice, heartbeat = HEARTBEAT, logs }: ListenerOptions): Listener {
  const inventory = createInventory()
  const health = createHealthChecks()
  const heard = createHeard()
  const onContainer = (inspect: unknown): void => {
    health.learn(inspect)
    logs?.learn(inspect)
  }
  const inspector = createInspector({ client, push, notice, onContainer })
  /** Epoch milliseconds at which the last connection was seen to end. */
  let lost: number | undefined

  const take = (line: string): void => {
    const event = readEvent(line)
    // No event: passed on all the same, and set aside with the reason by whoever reads it.
    if (!event) return push(line)
    if (!heard.isNew(event)) return
    inventory.learn(event)
    logs?.hear(event)
    push(health.isOne(event) ? `{"tallyman":"docker-engine-event","healthcheck":true,"event":${line}}` : line)
    const subject = subjectOf(event, inventory)
    // In the turn in which it was read: a container may live for a third of a second only.
    if (subject) void inspector.inspect(subject.kind, subject.id)
  }

  const hear = async (stream: IncomingMessage): Promise<void> => {
    const cutter = createLineCutter('events')
    try {
      for await (const chunk of stream) {
        const text = Buffer.from(cutter.push(chunk as Buffer)?.bytes ?? []).toString('utf8')
        for (const line of text.split('\n')) if (line.trim() !== '') take(line)
      }
    } catch {
      // However it breaks off, it has ended; what is missed is found out by the next connection.
    }
    lost = Date.now()
  }

  return {
    async listen(signal, reached) {
      const gap =
        lost === undefined || (await heard.isWhole(client))
          ? undefined
          : { from: lost, reason: 'the connection was lost, and the engine does not remember all that happened since' }
      const stream = await client.open(heard.path(), signal)
      reached()
      logs?.resume()
      const pulse = setInterval(() => void inspector.beat(), heartbeat)
      try {
        // Once the stream is open, so that nothing happens in between.
        const stock = lost === undefined || gap ? inspector.takeStock(inventory, gap) : Promise.resolve()
        await Promise.all([hear(stream), stock])
      } finally {
        clearInterval(pulse)
        stream.destroy()
      }
    },
  }
}
