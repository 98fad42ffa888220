/** Follows what containers say on their outputs, as lines like those of a log file that names its container. */
import type { IncomingMessage } from 'node:http'
import { textAt, valueAt } from '../read.ts'
import { InputError } from '../input/errors.ts'
import type { EngineClient } from './client.ts'
import type { EngineEvent } from './event.ts'
import { secondsOf } from './heard.ts'
import { createLogCutter } from './log-frames.ts'

export interface Logs {
  /** Told of every inspect of a container: one that runs is followed, one that has just ended is read. */
  learn(inspect: unknown): void
  hear(event: EngineEvent): void
  /** The engine answers again: goes on where each log broke off. */
  resume(): void
}

export interface LogsOptions {
  readonly client: EngineClient
  readonly push: (line: string) => void
  /** Resolves when there is room for more: a log can wait, it is in the engine's files. */
  readonly room: () => Promise<void>
  readonly notice: (words: string) => void
  readonly signal: AbortSignal
}

/** Each is a connection; of more containers at once the logs are not read, and that is said. */
const FOLLOWED = 200
/** Of so many containers that have ended it is remembered how far their logs were read. */
const REMEMBERED = 10_000

interface Followed {
  readonly id: string
  /** What each line is told with. */
  readonly container: { readonly id: string; readonly name: string | undefined; readonly image: string | undefined }
  readonly terminal: boolean
  reading: boolean
  ended: boolean
}

export function createLogs({ client, push, room, notice, signal }: LogsOptions): Logs {
  const began = BigInt(Date.now()) * 1_000_000n
  const followed = new Map<string, Followed>()
  /** Nanoseconds since 1970: what comes next of each log. */
  const next = new Map<string, bigint>()
  let crowded = false

  const remember = (id: string, time: bigint): void => {
    next.delete(id)
    next.set(id, time)
    const [oldest] = next.keys()
    if (next.size > REMEMBERED && oldest !== undefined) next.delete(oldest)
  }

  const read = async (stream: IncomingMessage, { id, container, terminal }: Followed): Promise<void> => {
    const cutter = createLogCutter(terminal)
    for await (const chunk of stream) {
      for (const line of cutter.push(chunk as Buffer)) {
        push(JSON.stringify({ tallyman: 'docker-engine-log', container, ...line }))
        remember(id, (nanosecondsOf(line.time) ?? began) + 1n)
      }
      await room()
    }
  }

  const follow = async (log: Followed): Promise<void> => {
    log.reading = true
    // Not since it was started: what it says at once is written down a little earlier.
    const since = secondsOf(next.get(log.id) ?? began)
    const path = `/containers/${encodeURIComponent(log.id)}/logs?follow=1&stdout=1&stderr=1&timestamps=1&since=${since}`
    let stream: IncomingMessage | undefined
    try {
      stream = await client.open(path, signal)
      await read(stream, log)
    } catch (cause) {
      // Once it was open, however it breaks off, it has ended; it is taken up again when the engine answers again.
      if (!signal.aborted && (!stream || cause instanceof RangeError)) {
        log.ended = true
        notice(`the log of container ${log.id.slice(0, 12)} cannot be read: ${wrongOf(cause)}`)
      }
    } finally {
      stream?.destroy()
      log.reading = false
      if (log.ended) followed.delete(log.id)
    }
  }

  const begin = (log: Followed): void => {
    if (followed.size >= FOLLOWED) {
      if (!crowded)
        notice(`the logs of ${FOLLOWED} containers are read; those of others, such as ${log.id.slice(0, 12)}, are not`)
      crowded = true
      return
    }
    followed.set(log.id, log)
    void follow(log)
  }

  return {
    learn(inspect) {
      const id = textAt(inspect, 'Id')
      if (id === undefined || textAt(inspect, 'HostConfig.LogConfig.Type') === 'none') return
      const running = valueAt(inspect, 'State.Running') === true
      const known = followed.get(id)
      // Its end was not heard.
      if (known && !running && !known.reading) followed.delete(id)
      if (known) return
      const finished = nanosecondsOf(textAt(inspect, 'State.FinishedAt'))
      // One that ended before we came has nothing to say to us.
      if (!running && (finished ?? 0n) < began) return
      begin({
        id,
        container: { id, name: textAt(inspect, 'Name')?.replace(/^\//, ''), image: textAt(inspect, 'Config.Image') },
        terminal: valueAt(inspect, 'Config.Tty') === true,
        reading: false,
        ended: !running,
      })
    },
    hear({ type, action, id }) {
      const log = type === 'container' && (action === 'die' || action === 'destroy') ? followed.get(id) : undefined
      if (!log) return
      log.ended = true
      if (!log.reading) followed.delete(id)
    },
    resume() {
      for (const log of followed.values()) if (!log.reading) void follow(log)
    },
  }
}

/** Of RFC 3339 with up to nine decimals; Date.parse alone knows milliseconds. */
function nanosecondsOf(text: string | undefined): bigint | undefined {
  const [, whole, decimals = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text ?? '') ?? []
  if (whole === undefined) return undefined
  const time = Date.parse(`${whole}Z`)
  return time > 0 ? BigInt(time) * 1_000_000n + BigInt(decimals.padEnd(9, '0')) : undefined
}

/** What to do about it was said at the beginning. */
const wrongOf = (cause: unknown): string =>
  cause instanceof InputError ? (cause.wrong.split('; ')[0] ?? '') : String(cause)
