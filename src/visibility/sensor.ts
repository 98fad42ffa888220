/** One sensor on one node: when it was heard, how long it usually pauses, when it was silent, and what it lost. */
import type { SensorCoverage } from '../model/coverage.ts'
import type { Place, SetAside } from '../model/record.ts'
import { createLosses, type Losses, type LossLedger, type Said } from './losses.ts'
import { createUsual } from './usual.ts'

interface Interval {
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
}

export interface Silence extends Interval {
  /** Events of others meanwhile. */
  readonly others: number
}

export interface Gap extends Interval {
  readonly reason: string
}

/** A silence that lasts. */
export interface Quiet {
  /** Epoch milliseconds: when it was heard last, and when that it is silent became certain. */
  readonly from: number
  readonly noticed: number
  readonly others: number
  /** Its last record. */
  readonly place: Place
}

/** As data, for whoever tells or keeps it. */
export interface SensorLedger {
  readonly source: string
  /** Without what rotation adds to its name. */
  readonly file: string
  readonly node?: string
  /** Epoch milliseconds; missing where no record of it became an event. */
  readonly first?: number
  readonly last?: number
  readonly events: number
  /** Of what it has told: `containers`, `processes`, `traffic`, `calls` of an API. */
  readonly tells: readonly string[]
  readonly setAside: { readonly [kind in SetAside['kind']]: number }
  /** Milliseconds: as long as its pauses usually are at most, and as late as its records usually come. Missing while it is not known. */
  readonly pause?: number
  readonly lag?: number
  /** Milliseconds after which it counts as silent, if others are heard; missing while its usual is not known. */
  readonly patience?: number
  /** The newest 64. */
  readonly silences: readonly Silence[]
  readonly gaps: readonly Gap[]
  readonly lost: LossLedger
  readonly state: SensorCoverage['state'] | 'unheard'
}

export interface SilenceSettings {
  /** Milliseconds: no shorter pause is a silence. */
  readonly least: number
  /** Nor is one shorter than so many times the usual. */
  readonly times: number
  /** Nor one in which others said less than this. */
  readonly others: number
  /** Milliseconds for which a sensor must have been known, and different seconds in which it was heard, before its silence means anything. */
  readonly known: number
  readonly seconds: number
}

/** What was heard of it in one second. */
export interface Hearing {
  events: number
  /** Of which calls of an API, and of which only say that it lives. */
  calls: number
  beats: number
  first: number
  last: number
  /** Where the last one stands. */
  place: Place
  /** Milliseconds by which its records came later than lateness allows, at most. */
  lag: number
  readonly gaps: Gap[]
  readonly said: Said
}

/** How much was said altogether, and when last. */
interface Total {
  readonly total: number
  readonly last: number
}

/** What others around it said: all of it, and what of it tells that something happened. */
export interface Others {
  readonly all: Total
  readonly deeds: Total
}

const KEPT = 64

export interface Sensor {
  /** As it comes. */
  met(time: number): void
  /** A second that is over; seconds come in order. `others`: by its end. Answers with the silence that ends. */
  heard(second: Hearing, others: Others): Silence | undefined
  /** Nothing of it was heard up to `now`, since `listening` at least: answers with the silence where it begins to be one. */
  missed(now: number, around: Others, listening: number): Quiet | undefined
  readonly losses: Losses
  /** Whether it says now and then that it lives. One that does not is no wonder silent where nothing happens. */
  readonly beats: boolean
  /** Epoch milliseconds of its last record, as it comes. */
  readonly newest: number
  /** Milliseconds that it usually pauses at most; see `createUsual`. */
  readonly pause: number | undefined
  /** How it stood at a moment; nothing where it was not known yet. */
  stateAt(at: number): Pick<SensorCoverage, 'state' | 'heard'> | undefined
  /** `now` in epoch milliseconds of event time. */
  ledger(now: number): Omit<SensorLedger, 'source' | 'file' | 'node' | 'setAside' | 'tells'>
}

export function createSensor({ least, times, others: enough, known, seconds }: SilenceSettings): Sensor {
  const [pauses, lags] = [createUsual(), createUsual()]
  const losses = createLosses()
  const silences: Silence[] = []
  const gaps: Gap[] = []
  /** As it comes, and of the seconds that are over. */
  let [events, first, last] = [0, Infinity, -Infinity]
  let [begun, heardLast, heardIn, totalThen] = [Infinity, -Infinity, 0, 0]
  let place: Place | undefined
  let quiet: Quiet | undefined
  let beats = false
  /** When others were heard last, and when they were back after they had been away as well; once a silence. */
  let [othersLast, back] = [Infinity, undefined as number | undefined]

  const against = (others: Others): Total => (beats ? others.all : others.deeds)
  const patience = (): number | undefined =>
    pauses.most === undefined || heardLast - begun < known || heardIn < seconds
      ? undefined
      : Math.max(least, times * pauses.most) + (lags.most ?? 0)
  const stateAt: Sensor['stateAt'] = (at) => {
    if (events === 0 || at < first) return undefined
    const within = ({ from, to }: Interval): boolean => from < at && at < to
    const gap = gaps.find(within)
    if (gap) return { state: 'gap', heard: gap.from }
    const silence = quiet && quiet.from < at && last <= quiet.from ? quiet : silences.find(within)
    return silence ? { state: 'silent', heard: silence.from } : { state: 'live', heard: Math.min(last, at) }
  }
  return {
    losses,
    met(time) {
      events++
      first = Math.min(first, time)
      last = Math.max(last, time)
    },
    heard(second, others) {
      const ended: Silence | undefined =
        quiet && second.last > quiet.from
          ? { from: quiet.from, to: Math.max(quiet.from, second.first), others: against(others).total - totalThen }
          : undefined
      if (ended) keep(silences, ended)
      if (second.first > heardLast && heardLast > -Infinity) pauses.add(second.first - heardLast, second.first)
      lags.add(second.lag, second.last)
      for (const gap of second.gaps) keep(gaps, gap)
      losses.heard(second)
      begun = Math.min(begun, second.first)
      heardIn++
      if (second.last < heardLast) return undefined
      quiet = undefined
      heardLast = second.last
      place = second.place
      beats ||= second.beats > 0
      back = undefined
      totalThen = against(others).total
      return ended
    },
    missed(now, around, listening) {
      const [wait, others] = [patience(), against(around)]
      const paused = others.last - othersLast
      othersLast = others.last
      if (quiet || place === undefined || wait === undefined) return undefined
      // Where all were away together, the first that is back proves nothing of the rest: they are waited for.
      if (paused > wait) back ??= others.last
      const since = Math.max(heardLast, listening, back ?? -Infinity)
      if (now < since + wait) return undefined
      const meanwhile = others.total - totalThen
      // Others must have been heard well after it: where everything ends, nobody is silent.
      if (meanwhile < enough || others.last < since + wait / 2) return undefined
      quiet = {
        from: heardLast,
        noticed: Math.max(since + wait, others.last),
        others: meanwhile,
        place,
      }
      return quiet
    },
    get newest() {
      return last
    },
    get beats() {
      return beats
    },
    get pause() {
      return pauses.most
    },
    stateAt,
    ledger: (now) => ({
      ...(events > 0 && { first, last }),
      events,
      ...present('pause', pauses.most),
      ...present('lag', lags.most),
      ...present('patience', patience()),
      silences: [...silences],
      gaps: [...gaps],
      lost: losses.ledger(),
      state: stateAt(now)?.state ?? 'unheard',
    }),
  }
}

const present = <K extends string>(key: K, value: number | undefined): { [key in K]?: number } =>
  value === undefined ? {} : ({ [key]: value } as { [key in K]?: number })

function keep<T>(list: T[], item: T): void {
  list.push(item)
  if (list.length > KEPT) list.shift()
}
