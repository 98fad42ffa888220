/** Who is followed: every sensor by its source, its file and the node that it stands on. */
import type { Event, EventClass } from '../model/event.ts'
import type { Place, SetAside } from '../model/record.ts'
import { logOf } from './log-name.ts'
import { createSensor, type Sensor, type SensorLedger, type SilenceSettings } from './sensor.ts'

export interface Row {
  readonly source: string
  readonly file: string
  /** Missing where it watches the whole estate, or does not say. */
  readonly node?: string
  readonly sensor: Sensor
  /** What it has told of. */
  readonly tells: Set<Telling>
}

const TELLINGS = ['containers', 'processes', 'traffic', 'calls'] as const
export type Telling = (typeof TELLINGS)[number]

/** The records of one log, whichever sensors wrote it. */
interface Voice {
  /** By node; the empty one is nobody's. */
  readonly rows: Map<string, Row>
  /** The node of its only row, where it has one row. */
  only: string
  readonly setAside: { [kind in SetAside['kind']]: number }
}

export interface Roster {
  /** `now` in epoch milliseconds of event time. Nothing where there are more than are followed. */
  rowOf(event: Event, now: number): Row | undefined
  aside(aside: SetAside): void
  /** The source and the log, without what rotation adds to its name. */
  nameOf(place: Place): { readonly source: string; readonly file: string }
  /** Every sensor as data, as of `now` in epoch milliseconds of event time. */
  ledger(now: number): SensorLedger[]
  readonly rows: readonly Row[]
}

/** Milliseconds. */
const FORGOTTEN = 3_600_000

export function createRoster(most: number, silence: SilenceSettings): Roster {
  const voices = new Map<string, Map<string, Voice>>()
  const families = new Map<string, string>()
  let rows: Row[] = []
  let logs = 0

  const familyOf = (file: string): string => {
    let family = families.get(file)
    if (family === undefined) {
      if (families.size >= most) families.clear()
      families.set(file, (family = logOf(file)))
    }
    return family
  }
  const voiceOf = ({ source, file }: Place): Voice | undefined => {
    const family = familyOf(file)
    const files = voices.get(source) ?? new Map<string, Voice>()
    const known = files.get(family)
    if (known || logs >= most) return known
    const voice: Voice = { rows: new Map(), only: '', setAside: nothing() }
    logs++
    voices.set(source, files)
    files.set(family, voice)
    return voice
  }
  /** Whoever was not heard for longest is forgotten, where that is long: nodes come and go. */
  const makeRoom = (now: number): boolean => {
    const stalest = rows.reduce((one, other) => (other.sensor.newest < one.sensor.newest ? other : one))
    if (stalest.sensor.newest > now - FORGOTTEN) return false
    const { source, file, node = '' } = stalest
    rows = rows.filter((row) => row !== stalest)
    const voice = voices.get(source)?.get(file)
    voice?.rows.delete(node)
    if (voice?.rows.size === 0 && voices.get(source)?.delete(file)) logs--
    else if (voice) voice.only = onlyOf(voice)
    return true
  }
  return {
    rowOf(event, now) {
      const voice = voiceOf(event.place)
      if (!voice) return undefined
      // A sensor that has said once where it stands stands there when it does not say.
      const node = standsOn(event) ?? voice.only
      const known = voice.rows.get(node)
      if (known) return known
      const unnamed = voice.rows.size === 1 ? voice.rows.get('') : undefined
      if (!unnamed && rows.length >= most && !makeRoom(now)) return undefined
      const row: Row = {
        source: event.place.source,
        file: familyOf(event.place.file),
        ...(node !== '' && { node }),
        sensor: unnamed?.sensor ?? createSensor(silence),
        tells: unnamed?.tells ?? new Set(),
      }
      if (unnamed) voice.rows.delete('')
      voice.rows.set(node, row)
      voice.only = onlyOf(voice)
      rows = [...rows.filter((each) => each !== unnamed), row].toSorted(byName)
      return row
    },
    nameOf: ({ source, file }) => ({ source, file: familyOf(file) }),
    aside({ place, kind }) {
      const voice = voiceOf(place)
      if (voice) voice.setAside[kind]++
    },
    ledger(now) {
      const told = rows.map((row): SensorLedger => {
        const { source, file, node, sensor } = row
        const tells = TELLINGS.filter((each) => row.tells.has(each))
        const voice = voices.get(source)?.get(file)
        // Which of several sensors of one log wrote what could not be read is not known: it stands with the first.
        const isFirst = voice !== undefined && [...voice.rows.values()][0] === row
        const setAside = isFirst ? { ...voice.setAside } : nothing()
        return { source, file, ...(node !== undefined && { node }), setAside, tells, ...sensor.ledger(now) }
      })
      const unheard = [...voices].flatMap(([source, files]) =>
        [...files].flatMap(([file, voice]): SensorLedger[] =>
          voice.rows.size > 0
            ? []
            : [{ source, file, setAside: { ...voice.setAside }, tells: [], ...createSensor(silence).ledger(now) }],
        ),
      )
      return [...told, ...unheard]
    },
    get rows() {
      return rows
    },
  }
}

const onlyOf = ({ rows }: Voice): string => (rows.size === 1 ? ([...rows.keys()][0] ?? '') : '')

const nothing = (): Voice['setAside'] => ({ unreadable: 0, redundant: 0, unrecognised: 0 })

/** Words are said in this order where they are of the same second. */
function byName(a: Row, b: Row): number {
  for (const [one, other] of [
    [a.source, b.source],
    [a.file, b.file],
    [a.node ?? '', b.node ?? ''],
  ] as const)
    if (one !== other) return one < other ? -1 : 1
  return 0
}

/** What an API tells of all that is behind it: a node in it is what it is about, and not where somebody stood and looked. */
const OF_AN_API: ReadonlySet<EventClass> = new Set<EventClass>([
  'API Activity',
  'Entity Management',
  'Cloud Resources Inventory Info',
])

/** Where the sensor stands: on the node on which a record was seen. */
const standsOn = ({ class_name, entities }: Event): string | undefined =>
  OF_AN_API.has(class_name) ? undefined : entities.find(({ type }) => type === 'node')?.uid
