/** Which detections see nothing while sensors are not heard: those of which no way to know it is left. */
import type { SensorCoverage } from '../model/coverage.ts'
import type { Telling } from './roster.ts'

/** A source that a detection reads. */
export interface Reading {
  readonly source: string
  /** What its sensors watch for; missing where the source is not there for that, as an engine is not for processes. */
  readonly watches?: Watched
  /** The other sources that can tell of the same: their sensors stand in for it once they do. */
  readonly others: ReadonlySet<string>
}

export type Watched = Extract<Telling, 'processes' | 'traffic'>

/**
 * Sources that know together what a detection is about. Where one of them watches processes or traffic, nothing is known without
 * it: the others say whose they are. Where none does, each is worth something without the others.
 */
export type Way = readonly Reading[]

/** The ways in which every detection can know what it is about, by its id. */
export type Reads = ReadonlyMap<string, readonly Way[]>

/** A sensor, as far as it matters here. */
interface Teller {
  readonly source: string
  readonly tells: readonly string[]
}

/** Whether of all ways none is left by those that are live. */
export const isBlind = (ways: readonly Way[], live: readonly Teller[]): boolean =>
  ways.length > 0 && ways.every((way) => !isLeft(way, live))

/** Whether another source than its own tells what is needed. */
export const isStoodIn = ({ watches, others }: Reading, live: readonly Teller[]): boolean =>
  watches !== undefined && live.some(({ source, tells }) => others.has(source) && tells.includes(watches))

/** Whether this sensor is one of those without which there is nothing to see. */
export const isDecisive = (ways: readonly Way[], sensor: Teller): boolean =>
  ways.some((way) => decisiveOf(way).some((reading) => isMet(reading, [sensor])))

/** Of the sensors that watch one place. One that was never heard there is none. */
export function blindBy(sensors: readonly (Teller & Pick<SensorCoverage, 'state'>)[], reads: Reads): string[] {
  const live = sensors.filter(({ state }) => state === 'live')
  const wanting = sensors.filter(({ state }) => state !== 'live')
  if (wanting.length === 0) return []
  return [...reads].flatMap(([detection, ways]) =>
    wanting.some((sensor) => isDecisive(ways, sensor)) && isBlind(ways, live) ? detection : [],
  )
}

function isLeft(way: Way, live: readonly Teller[]): boolean {
  const decisive = decisiveOf(way)
  const met = decisive.filter((reading) => isMet(reading, live))
  return isWatched(way) ? met.length === decisive.length : met.length > 0
}

const isWatched = (way: Way): boolean => way.some(({ watches }) => watches !== undefined)
const decisiveOf = (way: Way): Way => (isWatched(way) ? way.filter(({ watches }) => watches !== undefined) : way)
const isMet = (reading: Reading, live: readonly Teller[]): boolean =>
  live.some(({ source }) => source === reading.source) || isStoodIn(reading, live)
