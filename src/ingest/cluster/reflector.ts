/** Keeps up with one kind of object: lists it, watches it from there, and lists it again where the server no longer knows the way. */
import { setTimeout as pause } from 'node:timers/promises'
import { InputError } from '../input/errors.ts'
import type { LineQueue } from '../input/line-queue.ts'
import type { ClusterClient } from './client.ts'
import type { Fate, Fates } from './fates.ts'
import type { Gaps } from './gaps.ts'
import type { Keeper } from './keeper.ts'
import { listObjects } from './list.ts'
import { isGone, Refusal } from './refusal.ts'
import type { Resource } from './resource.ts'
import type { Troubles } from './troubles.ts'
import { watchObjects, type Ended } from './watch.ts'

export interface ReflectorOptions {
  readonly resource: Resource
  readonly client: ClusterClient
  readonly queue: LineQueue
  readonly keeper: Keeper
  readonly troubles: Troubles
  readonly gaps: Gaps
  readonly fates: Fates
  /** Epoch milliseconds: when the collector began. */
  readonly began: number
  /** The first pause before trying again, in milliseconds; it doubles up to ten seconds. */
  readonly pause: number
}

const LONGEST_PAUSE = 10_000
/** Milliseconds: what is not allowed, or not there, is asked for again so often, because it may be one day. */
const SLOW_PAUSE = 300_000

const REFUSED = 'this account may not list and watch them'

/** Where to go on: what a list or the last event of a watch said. */
interface Position {
  /** The group version of the API. */
  readonly served: string
  readonly version: string
}

/** Ends when `signal` says so. Never rejects. */
export async function reflect(options: ReflectorOptions, signal: AbortSignal): Promise<void> {
  const { resource, client, queue, keeper, troubles, gaps, fates, began } = options
  const { plural } = resource
  let position: Position | undefined
  let fate: Fate | undefined
  /** Epoch milliseconds until which nothing can have been missed, and why something may have been since. */
  let [heard, reason] = [0, '']
  let failures = 0

  const decide = (is: Fate): void => {
    if (fate === is) return
    fate = is
    fates.decide(plural, is)
  }
  /** One object that cannot be compared or written is not the end of the others. */
  const tell = (told: () => void): void => {
    try {
      told()
    } catch (cause) {
      troubles.has(
        plural,
        `one of the ${plural} cannot be told (${cause instanceof Error ? cause.name : typeof cause})`,
      )
    }
  }
  const list = async (): Promise<Position> => {
    const again = fate === 'listed'
    const found = await listObjects({ client, resource, signal }, async (observed, isFirst) => {
      if (again && isFirst) gaps.tell(plural, { from: heard, to: Date.now(), reason })
      for (const each of observed) tell(() => keeper.listed(each, again))
      await queue.room()
    })
    keeper.missed(found.present)
    heard = Date.now()
    decide('listed')
    troubles.well(plural)
    return found
  }

  const watch = (from: Position): Promise<Ended> =>
    watchObjects(
      { client, resource, signal, ...from },
      {
        opened: () => troubles.well(plural),
        async heard(version, happening) {
          heard = Date.now()
          if (happening) tell(() => keeper.changed(happening.type, happening.observed))
          position = { ...from, version }
          // The server holds back what we do not take, and at last ends the watch: nothing is lost by being slow.
          await queue.room()
        },
      },
    )

  /** How long to wait at least, in milliseconds. */
  const recover = (cause: unknown): number => {
    failures += 1
    if (!(cause instanceof Refusal)) {
      // What to do about it is for the beginning.
      troubles.has(plural, cause instanceof InputError ? (cause.wrong.split('; ')[0] as string) : String(cause))
      return 0
    }
    const { status, message } = cause
    if (position && isGone(status)) {
      position = undefined
      // Without the numbers, which are another kind's other numbers.
      reason = message.replace(/:? \d+ \(\d+\)$/, '')
      return 0
    }
    if (status !== 403 && status !== 404) {
      troubles.has(plural, message)
      return 0
    }
    if (fate === 'listed') {
      // Said again and again, up to now, for nobody knows whether it will ever be otherwise.
      const now = Date.now()
      gaps.tell(plural, { from: heard, to: now, reason: REFUSED })
      heard = now
      troubles.has(plural, `may not list and watch ${plural} any more (${message})`)
    } else if (fate === undefined) {
      // From the beginning: a gap without an end that is known. A person is told once, for all kinds together.
      if (status === 403) gaps.tell(plural, { from: began, to: began, reason: REFUSED })
      decide(status === 403 ? 'refused' : 'missing')
    }
    return SLOW_PAUSE
  }

  while (!signal.aborted) {
    let [least, asked] = [0, 0]
    const { over } = troubles
    try {
      position ??= await list()
      const { at, worthy } = await watch(position)
      heard = at
      failures = worthy ? 0 : failures + 1
    } catch (cause) {
      if (signal.aborted) return
      least = recover(cause)
      if (cause instanceof Refusal) asked = cause.wait
    }
    await rest(asked, signal)
    // Others are well again: so may this be.
    if (over.aborted) failures = 0
    await rest(
      Math.max(least, Math.min(options.pause * 2 ** failures, LONGEST_PAUSE)),
      AbortSignal.any([signal, troubles.over]),
    )
  }
}

/** About so many milliseconds, each time a little otherwise, so that twenty do not come at once; less where `signal` says so. */
const rest = (about: number, signal: AbortSignal): Promise<void> =>
  pause(about * (1 + Math.random() / 2), undefined, { signal }).catch(() => {})
