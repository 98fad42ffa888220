/** What the collector itself reads of an event: what to inspect, what has changed, where to go on after a gap. */
import { isObject, numberAt, textAt } from '../read.ts'

export interface EngineEvent {
  /** As it came, without its newline. */
  readonly line: string
  readonly type: string
  /** Docker's or Podman's word, without what is glued to it. */
  readonly action: string
  readonly command: string
  readonly id: string
  readonly name: string
  readonly execId: string | undefined
  /** The image that a commit made. */
  readonly imageId: string | undefined
  /** The container that joined a network. */
  readonly containerId: string | undefined
  /** Nanoseconds since 1970, exactly. */
  readonly time: bigint | undefined
}

/** Nothing where the line is no event; it is passed on all the same, and set aside with the reason by whoever reads it. */
export function readEvent(line: string): EngineEvent | undefined {
  const record = parse(line)
  if (!isObject(record)) return undefined
  const action = textAt(record, 'Action') ?? textAt(record, 'status') ?? ''
  const colon = action.indexOf(':')
  return {
    line,
    type: textAt(record, 'Type') ?? '',
    action: colon === -1 ? action : action.slice(0, colon),
    command: colon === -1 ? '' : action.slice(colon + 1).trim(),
    id: textAt(record, 'Actor.ID') ?? '',
    name: textAt(record, 'Actor.Attributes.name') ?? '',
    execId: textAt(record, 'Actor.Attributes.execID'),
    imageId: textAt(record, 'Actor.Attributes.imageID'),
    containerId: textAt(record, 'Actor.Attributes.container'),
    time: nanosecondsOf(line, numberAt(record, 'timeNano')),
  }
}

/** JSON.parse rounds it to a few hundred nanoseconds: the digits are read from the line. The last in it is the event's own. */
function nanosecondsOf(line: string, rounded: number | undefined): bigint | undefined {
  if (rounded === undefined) return undefined
  const at = line.lastIndexOf('"timeNano"')
  const [, digits] = /^"timeNano"\s*:\s*(\d{1,20})/.exec(line.slice(at)) ?? []
  return digits === undefined ? undefined : BigInt(digits)
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}

export type SnapshotKind = 'container' | 'image' | 'network' | 'volume' | 'info'
