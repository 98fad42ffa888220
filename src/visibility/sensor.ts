/** One sensor on one node: when it was heard, how often it usually is, and when it was not. */
import type { SensorCoverage } from '../model/coverage.ts'
import type { SetAside } from '../model/record.ts'

interface Interval {
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
}

interface Silence extends Interval {
  /** Events of other sensors meanwhile. */
  readonly others: number
}

interface Gap extends Interval {
  readonly reason: string
}

/** As data, for whoever tells or keeps it. */
export interface SensorLedger {
  readonly source: string
  readonly file: string
  readonly node?: string
  /** Epoch milliseconds; missing where no record of it became an event. */
  readonly first?: number
  readonly last?: number
  readonly events: number
  readonly setAside: { readonly [kind in SetAside['kind']]: number }
  /** Milliseconds by which its records came, at most, after the newest of all sensors. */
  readonly lag: number
  /** Milliseconds between its records: 99 of 100 pauses are no longer. */
  readonly pause: number
  /** The newest 64. */
  readonly silences: readonly Silence[]
  readonly gaps: readonly Gap[]
  readonly state: SensorCoverage['state'] | 'unheard'
}

export interface SilenceSettings {
  /** Milliseconds: no shorter pause is a silence. */
  readonly least: number
  /** Nor is one shorter than so many times the usual. */
  readonly times: number
  /** Nor one in which the others said less than this. */
  readonly others: number
}

const KEPT = 64
/** Pauses are counted by their power of two in milliseconds; the last stands for two weeks and more. */
const SIZES = 32

export interface Sensor {
  /** `total` is how many events all sensors have said before this one, `newest` their latest time. */
  heard(time: number, total: number, newest: number): void
  aside(kind: SetAside['kind']): void
  gap(gap: Gap): void
  /** How it stood at a moment; nothing where it was not known yet. `total` as of now. */
  stateAt(at: number, total: number): Pick<SensorCoverage, 'state' | 'heard'> | undefined
  ledger(now: number, total: number): Omit<SensorLedger, 'source' | 'file' | 'node'>
}

export function createSensor({ least, times, others }: SilenceSettings): Sensor {
  const pauses = new Uint32Array(SIZES)
  const setAside = { unreadable: 0, redundant: 0, unrecognised: 0 }
  const silences: Silence[] = []
  const gaps: Gap[] = []
  let [first, last, totalThen, events, lag] = [Infinity, -Infinity, 0, 0, 0]

  const pause = (): number => {
    const wanted = Math.ceil((events - 1) * 0.99)
    let seen = 0
    const size = pauses.findIndex((count) => (seen += count) >= wanted && seen > 0)
    return size <= 0 ? 0 : 2 ** size
  }
  const isSilence = (from: number, to: number, meanwhile: number): boolean =>
    meanwhile >= others && to - from > least && to - from > times * pause()
  const stateAt: Sensor['stateAt'] = (at, total) => {
    if (events === 0 || at < first) return undefined
    const within = ({ from, to }: Interval): boolean => from < at && at < to
    const gap = gaps.find(within)
    if (gap) return { state: 'gap', heard: gap.from }
    const silence = silences.find(within)
    if (silence) return { state: 'silent', heard: silence.from }
    return { state: isSilence(last, at, total - totalThen) ? 'silent' : 'live', heard: Math.min(last, at) }
  }
  return {
    heard(time, total, newest) {
      lag = Math.max(lag, newest - time)
      if (events > 0 && time > last) {
        const meanwhile = total - totalThen
        if (isSilence(last, time, meanwhile)) keep(silences, { from: last, to: time, others: meanwhile })
        pauses[Math.min(SIZES - 1, Math.ceil(Math.log2(time - last + 1)))]!++
      } else if (events > 0) pauses[0]!++
      events++
      first = Math.min(first, time)
      last = Math.max(last, time)
      totalThen = total + 1
    },
    aside: (kind) => void setAside[kind]++,
    gap: (gap) => keep(gaps, gap),
    stateAt,
    ledger: (now, total) => ({
      ...(events > 0 && { first, last }),
      events,
      setAside: { ...setAside },
      lag,
      pause: pause(),
      silences: [...silences],
      gaps: [...gaps],
      state: stateAt(now, total)?.state ?? 'unheard',
    }),
  }
}

function keep<T>(list: T[], item: T): void {
  list.push(item)
  if (list.length > KEPT) list.shift()
}
