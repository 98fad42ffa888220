/** Which detections see nothing while sensors are not heard: those of which every sensor that could tell them something is wanting. */
import type { SensorCoverage } from '../model/coverage.ts'

/** Which sources every detection reads, by its id. */
export type Reads = ReadonlyMap<string, readonly string[]>

/** Of the sensors that watch one place. One that was never heard there is none. */
export function blindBy(sensors: readonly Pick<SensorCoverage, 'source' | 'state'>[], reads: Reads): string[] {
  const live = new Set(sensors.flatMap(({ source, state }) => (state === 'live' ? source : [])))
  const wanting = new Set(sensors.flatMap(({ source, state }) => (state === 'live' ? [] : source)))
  if (wanting.size === 0) return []
  return [...reads].flatMap(([detection, sources]) =>
    sources.some((source) => wanting.has(source)) && !sources.some((source) => live.has(source)) ? detection : [],
  )
}
