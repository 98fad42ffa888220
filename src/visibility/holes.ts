/** The times in which a sensor was not heard, and the detections that were blind for it, as no way to know was left to them. */
import { isBlind, isDecisive, type Reads } from './blind.ts'
import type { SensorLedger } from './sensor.ts'

export interface Hole {
  readonly source: string
  readonly file: string
  readonly node?: string
  /** `silent`: it said nothing while others did. `gap`: it says itself that it was not listening. */
  readonly state: 'silent' | 'gap'
  /** Epoch milliseconds; it lasts where `to` is missing. */
  readonly from: number
  readonly to?: number
  /** Events of others meanwhile. */
  readonly others?: number
  readonly reason?: string
  readonly blind: readonly string[]
}

/** In order of time. */
export function holesOf(sensors: readonly SensorLedger[], reads: Reads): Hole[] {
  const times = sensors.map((sensor) => ({ sensor, holes: timesOf(sensor) }))
  return times
    .flatMap(({ sensor, holes }) => {
      const { source, file, node } = sensor
      return holes.map((hole): Hole => {
        const here = times.filter(({ sensor: other }) => isSamePlace(node, other.node))
        const live = here.flatMap(({ sensor: other, holes: own }) => (wasLive(other, own, hole) ? other : []))
        const blind = [...reads].flatMap(([detection, ways]) =>
          isDecisive(ways, sensor) && isBlind(ways, live) ? detection : [],
        )
        return { source, file, ...(node !== undefined && { node }), ...hole, blind }
      })
    })
    .toSorted((a, b) => a.from - b.from)
}

type Time = Omit<Hole, 'source' | 'file' | 'node' | 'blind'>

/** A gap that its collector tells of is often the silence that others noticed: then it is told as the gap. */
function timesOf({ silences, gaps, state, last }: SensorLedger): Time[] {
  const told = gaps.map((gap): Time => ({ state: 'gap', ...gap }))
  const heard = silences
    .filter((silence) => !gaps.some((gap) => overlap(gap, silence)))
    .map((silence): Time => ({ state: 'silent', ...silence }))
  return [...told, ...heard, ...(state === 'silent' && last !== undefined ? [{ state, from: last } as const] : [])]
}

const overlap = (
  one: { readonly from: number; readonly to?: number },
  other: { readonly from: number; readonly to?: number },
): boolean => one.from < (other.to ?? Infinity) && other.from < (one.to ?? Infinity)

const isSamePlace = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other

const wasLive = ({ first, last }: SensorLedger, own: readonly Time[], { from, to }: Time): boolean =>
  first !== undefined &&
  last !== undefined &&
  first <= from &&
  last >= (to ?? from) &&
  !own.some((hole) => overlap(hole, { from, ...(to !== undefined && { to }) }))
