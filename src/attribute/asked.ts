/** Of what it is asked who is behind it: execs of an engine, and processes that nobody in their container started. */
import type { WhoAnswer } from '../model/attribution.ts'
import type { ActingProcess } from '../model/event.ts'
import type { Place } from '../model/record.ts'
import type { Stream } from './heard.ts'
import type { Thing } from './thing.ts'
import type { EngineExec } from './opening.ts'

interface Asked {
  readonly container: Thing
  readonly at: number
  readonly command: string | undefined
  readonly place: Place
  /** What told of it. */
  readonly stream: Stream
  answer: WhoAnswer
}

/** Told by one engine, or by two of which one is inside the other: each knows something of it. */
export interface Exec extends Omit<Asked, 'at' | 'command'>, Omit<EngineExec, 'at' | 'command' | 'pid'> {
  readonly kind: 'exec'
  at: number
  command: string | undefined
  pid: number | undefined
}

/** The first process of a tree that does not descend from the container's first process, or may not. */
export interface Root extends Asked {
  readonly kind: 'root'
  readonly node: string | undefined
  readonly process: ActingProcess
  /** Whether it surely is such a one: where its sensor does not say, it may be the container's own, or of a session begun before. */
  readonly isSure: boolean
  /** What its number ran before: it may be the same process, which runs another program now. */
  readonly before: Root | undefined
}

/** Milliseconds between what asks and what follows, at most; and by how much clocks of one machine and of two may differ. */
export const WINDOW = {
  /** The API server's word that a session began, and the exec of the engine. */
  sessionToExec: 5_000,
  /** The exec of the engine, and its process. */
  execToRoot: 3_000,
  /** Where no engine is heard: the API server's word, and the process. */
  sessionToRoot: 8_000,
  /** A client of the engine on the host, and the exec. */
  clientToExec: 5_000,
  /** Nobody asked: nothing that is not accounted for is as near as this. */
  nobody: 15_000,
  oneClock: 100,
  twoClocks: 1_000,
  /** What went in at one container within this of each other is answered together, as far as this around each. */
  quiet: 5_000,
  burst: 30_000,
  /** By how much records of one stream may be out of order: an answer waits for what may still come. */
  late: 2_000,
  /** Who was not heard by then is not waited for. */
  patience: 60_000,
} as const

export const isBetween = (at: number, from: number, to: number): boolean => from <= at && at <= to

export const NOT_YET: WhoAnswer = { state: 'not-yet', why: 'what tells of sessions was not heard so far yet' }
export const HEALTHCHECK: WhoAnswer = {
  state: 'known',
  way: 'container',
  confidence: 1,
  why: 'it is the health check of the container',
}
export const unknowable = (why: string, more: Omit<WhoAnswer, 'state' | 'why'> = {}): WhoAnswer => ({
  state: 'unknowable',
  ...more,
  why,
})
