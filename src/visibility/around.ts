/** What is said around a sensor: on its node, about its node, and by those that do not say where they stand. */
import type { Row } from './roster.ts'
import type { Others } from './sensor.ts'

interface Said {
  events: number
  last: number
}

/** By source; there are few. */
type Told = Map<string, Said>

/** What is said of each node, by name. */
export type About = Map<string, Told>

export interface Around {
  /** One sensor, one second: `calls` of these events are calls of an API, which tell of the nodes that they name and no other. */
  heard(row: Row, events: number, calls: number, last: number): void
  told(about: About): void
  of(row: Row): Others
  /** Of which sources something was heard there since. */
  since(row: Row, time: number): string[]
}

/** `most` nodes are kept apart. */
export function createAround(most: number): Around {
  const nodes: About = new Map()
  const [unplaced, everything]: [Told, Told] = [new Map(), new Map()]
  /** How much of what a sensor is held against it said itself. */
  const own = new WeakMap<Row, number>()
  const tellings = ({ node }: Row): Told[] => (node === undefined ? [everything] : [nodes.get(node) ?? NONE, unplaced])
  return {
    heard(row, events, calls, last) {
      add(everything, row.source, events, last)
      if (row.node !== undefined) tell(nodes, row.node, row.source, { events, last }, most)
      else if (events > calls) add(unplaced, row.source, events - calls, last)
      own.set(row, (own.get(row) ?? 0) + events)
    },
    told(about) {
      for (const [node, told] of about) for (const [source, said] of told) tell(nodes, node, source, said, most)
    },
    of(row) {
      let [total, last] = [-(own.get(row) ?? 0), -Infinity]
      for (const told of tellings(row))
        for (const said of told.values()) {
          total += said.events
          last = Math.max(last, said.last)
        }
      return { total, last }
    },
    since(row, time) {
      const sources = tellings(row).flatMap((told) =>
        [...told].flatMap(([source, { last }]) => (last > time ? source : [])),
      )
      return [...new Set(sources)].toSorted()
    },
  }
}

const NONE: Told = new Map()

export function tell(about: About, node: string, source: string, { events, last }: Said, most: number): void {
  const known = about.get(node)
  if (known) add(known, source, events, last)
  else if (about.size < most) about.set(node, new Map([[source, { events, last }]]))
}

function add(told: Told, source: string, events: number, last: number): void {
  const said = told.get(source)
  if (said) {
    said.events += events
    said.last = Math.max(said.last, last)
  } else told.set(source, { events, last })
}
