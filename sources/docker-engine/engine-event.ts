/** What one event of the engine says, whichever engine said it: Docker's words, and Podman's put into Docker's. */
import { isObject, numberAt, objectAt, RecordError, stringAt, textAt, timeAt, type JsonObject } from 'tallyman/source'
import { dockerWord } from './podman.ts'

export interface EngineEvent {
  /** `container`, `image`, `network`, `volume`, `daemon` ... */
  readonly type: string
  /** Docker's word for what was done, without what is glued to it: `exec_start`. */
  readonly action: string
  /** What was glued to it: the command of an exec, the state of a health check. */
  readonly detail?: string
  /** What it was done to: 64 digits, `sha256:` and 64 digits, or a name. Empty where it was done to many (prune). */
  readonly id: string
  /** The labels of the container among them, so that a key may be anything. */
  readonly attributes: JsonObject
  /** Epoch milliseconds. */
  readonly time: number
  /** The collector knows the container's health check, and this exec runs it. */
  readonly healthcheck: boolean
  readonly record: JsonObject
}

/** The mark of what our collector writes where the engine's own record does not say enough. */
const MARKED_EVENT = 'docker-engine-event'

export const isEngineEvent = (record: JsonObject): boolean =>
  record['tallyman'] === MARKED_EVENT || isDockerEvent(record) || isPodmanEvent(record)

const isDockerEvent = (record: JsonObject): boolean =>
  typeof record['Type'] === 'string' && typeof record['Action'] === 'string' && isObject(record['Actor'])

/** As `podman events --format json` prints them; its Docker API gives Docker's form with Podman's words. */
const isPodmanEvent = (record: JsonObject): boolean =>
  typeof record['Type'] === 'string' &&
  typeof record['Status'] === 'string' &&
  typeof record['Name'] === 'string' &&
  (typeof record['Time'] === 'string' || typeof record['timeNano'] === 'number')

/** Throws RecordError. */
export function readEngineEvent(outer: JsonObject): EngineEvent {
  const marked = outer['tallyman'] === MARKED_EVENT
  const record = marked ? objectAt(outer, 'event') : outer
  if (!record) throw new RecordError('event', 'an event of the engine', outer['event'])
  const healthcheck = marked && outer['healthcheck'] === true
  return { ...(isDockerEvent(record) ? readDocker(record) : readPodman(record)), healthcheck, record }
}

type Told = Omit<EngineEvent, 'healthcheck' | 'record'>

function readDocker(record: JsonObject): Told {
  const type = stringAt(record, 'Type')
  const { word, detail = healthOf(record) } = unglue(stringAt(record, 'Action'))
  return {
    type,
    action: dockerWord(type, word),
    ...(detail !== undefined && { detail }),
    id: stringAt(record, 'Actor.ID'),
    attributes: objectAt(record, 'Actor.Attributes') ?? {},
    time: timeOf(record),
  }
}

function readPodman(record: JsonObject): Told {
  const type = stringAt(record, 'Type')
  const { word, detail = healthOf(record) } = unglue(stringAt(record, 'Status'))
  const exitCode = numberAt(record, 'ContainerExitCode')
  return {
    type,
    action: dockerWord(type, word),
    ...(detail !== undefined && { detail }),
    id: textAt(record, 'ID') ?? stringAt(record, 'Name'),
    attributes: {
      ...objectAt(record, 'Attributes'),
      name: stringAt(record, 'Name'),
      ...(textAt(record, 'Image') !== undefined && { image: textAt(record, 'Image') }),
      ...(exitCode !== undefined && { exitCode: String(exitCode) }),
    },
    time: numberAt(record, 'timeNano') === undefined ? timeAt(record, 'Time') : timeOf(record),
  }
}

/** `exec_start: sh -c echo a: b` (moby#33040). No action holds a colon, so the first one ends it; what follows may hold anything. */
function unglue(action: string): { word: string; detail?: string } {
  const colon = action.indexOf(':')
  if (colon === -1) return { word: action }
  const detail = action.slice(colon + 1).trim()
  return { word: action.slice(0, colon).trim(), ...(detail !== '' && { detail }) }
}

/** Podman says it beside the action, and in two ways. */
const healthOf = (record: JsonObject): string | undefined =>
  textAt(record, 'HealthStatus') ?? textAt(record, 'health_status')

/** Nanoseconds are more than a double can hold, but only the last hundreds of them are lost. */
function timeOf(record: JsonObject): number {
  const nanoseconds = numberAt(record, 'timeNano')
  if (nanoseconds !== undefined && nanoseconds > 0) return Math.floor(nanoseconds / 1e6)
  const seconds = numberAt(record, 'time')
  if (seconds !== undefined && seconds > 0) return seconds * 1000
  throw new RecordError('timeNano', 'the time in nanoseconds since 1970', record['timeNano'])
}
