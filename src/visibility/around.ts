/** What is said around a sensor: on its node, about its node, and by those that do not say where they stand. */
import type { Row } from './roster.ts'
import type { Hearing, Others } from './sensor.ts'

interface Said {
  events: number
  last: number
}

/** All that was said, and what of it tells that something happened. */
interface Voice {
  readonly all: Said
  readonly deeds: Said
}

/** By source; there are few. */
type Told = Map<string, Voice>

/** What is said of each node, by name. */
export type About = Map<string, Told>

export interface Around {
  /** One sensor, one second: its calls of an API tell of the nodes that make them and no other. */
  heard(row: Row, hearing: Pick<Hearing, 'events' | 'calls' | 'beats' | 'last'>): void
  told(about: About): void
  of(row: Row): Others
  /** Of which sources something was heard there since, that counts against it. */
  since(row: Row, time: number): string[]
}

/** `most` nodes are kept apart. */
export function createAround(most: number): Around {
  const nodes: About = new Map()
  const [unplaced, everything]: [Told, Told] = [new Map(), new Map()]
  /** How much of what a sensor is held against it said itself. */
  const own = new WeakMap<Row, Voice>()
  const tellings = ({ node }: Row): Told[] => (node === undefined ? [everything] : [nodes.get(node) ?? NONE, unplaced])
  return {
    heard(row, { events, calls, beats, last }) {
      const voice = voiceOf(events, events - beats, last)
      add(everything, row.source, voice)
      if (row.node !== undefined) tell(nodes, row.node, row.source, voice, most)
      else if (events > calls) add(unplaced, row.source, voiceOf(events - calls, events - calls - beats, last))
      own.set(row, together(own.get(row), voice))
    },
    told(about) {
      for (const [node, told] of about) for (const [source, voice] of told) tell(nodes, node, source, voice, most)
    },
    of(row) {
      const others = (kind: keyof Voice): Others[typeof kind] => {
        let [total, last] = [-(own.get(row)?.[kind].events ?? 0), -Infinity]
        for (const told of tellings(row))
          for (const { [kind]: said } of told.values()) {
            total += said.events
            last = Math.max(last, said.last)
          }
        return { total, last }
      }
      return { all: others('all'), deeds: others('deeds') }
    },
    since(row, time) {
      const kind = row.sensor.beats ? 'all' : 'deeds'
      const sources = tellings(row).flatMap((told) =>
        [...told].flatMap(([source, voice]) => (voice[kind].last > time ? source : [])),
      )
      return [...new Set(sources)].toSorted()
    },
  }
}

const NONE: Told = new Map()

/** `deeds` of the `events` tell that something happened. */
const voiceOf = (events: number, deeds: number, last: number): Voice => ({
  all: { events, last },
  deeds: { events: deeds, last: deeds > 0 ? last : -Infinity },
})

/** That something happened on a node, at `time` in epoch milliseconds. */
export const tellDeed = (about: About, node: string, source: string, time: number, most: number): void =>
  tell(about, node, source, voiceOf(1, 1, time), most)

function tell(about: About, node: string, source: string, voice: Voice, most: number): void {
  const known = about.get(node)
  if (known) add(known, source, voice)
  else if (about.size < most) about.set(node, new Map([[source, together(undefined, voice)]]))
}

function add(told: Told, source: string, voice: Voice): void {
  told.set(source, together(told.get(source), voice))
}

function together(known: Voice | undefined, voice: Voice): Voice {
  if (!known) return { all: { ...voice.all }, deeds: { ...voice.deeds } }
  for (const kind of ['all', 'deeds'] as const) {
    known[kind].events += voice[kind].events
    known[kind].last = Math.max(known[kind].last, voice[kind].last)
  }
  return known
}
