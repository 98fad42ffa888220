/** In which ways every detection can know what it is about: by the sources of the malicious cases that prove it. */
import type { Detection } from '../ads/index.ts'
import type { Source } from '../ingest/source.ts'
import type { Reading, Reads, Watched, Way } from '../visibility/index.ts'
import type { Content } from './content.ts'

/** The source of what our own stages say: it is heard where anything is. */
export const OWN = 'tallyman'

/** What a sensor watches for by the Sigma categories that it feeds. Whoever tells of processes may tell of what they connect to as well. */
const WATCHED = new Map<string, Watched>([
  ['process_creation', 'processes'],
  ['network_connection', 'traffic'],
])

export function readsOf({ detections, sources }: Pick<Content, 'detections' | 'sources'>): Reads {
  const feeders = new Map(
    [...WATCHED].map(([category, watched]) => [
      watched,
      new Set([...sources.values()].filter((source) => feeds(source, category)).map(({ id }) => id)),
    ]),
  )
  const readingOf = (source: string): Reading => {
    const watches = [...WATCHED.values()].find((watched) => feeders.get(watched)?.has(source))
    return { source, ...(watches && { watches }), others: (watches && feeders.get(watches)) ?? new Set() }
  }
  return new Map(detections.map((detection) => [detection.id, waysOf(detection, readingOf)]))
}

/** A source that no case has is a way of its own. */
function waysOf({ sources, samples }: Detection, readingOf: (source: string) => Reading): Way[] {
  const proved = samples.malicious.map(({ records }) => new Set(records.map(({ source }) => source)))
  const unproved = sources.filter((source) => !proved.some((way) => way.has(source)))
  const ways = [...proved, ...unproved.map((source) => new Set([source]))].map((way) =>
    [...way].filter((source) => source !== OWN).toSorted(),
  )
  const once = new Map(ways.map((way) => [way.join(' '), way]))
  return [...once.values()].flatMap((way) => (way.length > 0 ? [way.map(readingOf)] : []))
}

const feeds = ({ taxonomies = [] }: Source, category: string): boolean =>
  taxonomies.some((taxonomy) => taxonomy.category === category)
