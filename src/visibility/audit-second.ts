/** One second of one audit log, as far as its holes are concerned. */
import type { Event } from '../model/event.ts'
import type { JsonObject, Place } from '../model/record.ts'
import { AUDIT_LEVELS, type AuditLevel } from './policy/policy.ts'

/** Requests of one caller for one object by one verb: of them an audit policy tells alike. */
interface Asked {
  readonly verb: string
  readonly resource: string
  /** At which levels they were told. */
  readonly levels: Set<AuditLevel>
  records: number
}

export interface Answered {
  /** The audit id, and when the request was received. */
  readonly uid: string
  /** What is told of with the same stages. */
  readonly like: string
  /** Epoch milliseconds: when the earlier stage was told, if it was. */
  readonly asked: number
}

export interface AuditSecond {
  records: number
  first: number
  last: number
  place: Place
  readonly asked: Map<string, Asked>
  readonly received: Set<string>
  readonly started: Set<string>
  readonly completed: Answered[]
  readonly ended: Answered[]
  /** The API server made again what it makes whenever it is started. */
  restarted: boolean
}

export const auditSecond = (time: number, place: Place): AuditSecond => ({
  records: 0,
  first: time,
  last: time,
  place,
  asked: new Map(),
  received: new Set(),
  started: new Set(),
  completed: [],
  ended: [],
  restarted: false,
})

/** Nothing where it is no event of a Kubernetes audit log. */
export function auditRecordOf({ class_name, views: [view] }: Event): JsonObject | undefined {
  const fields = view?.fields
  return class_name === 'API Activity' && fields && isLevel(fields['level']) && typeof fields['stage'] === 'string'
    ? fields
    : undefined
}

/** Lists in a second are no longer than this; a log that is busier is looked at in part. */
const MOST = 10_000

export function enterAudit(
  second: AuditSecond,
  time: number,
  { place, operation_uid: uid }: Event,
  fields: JsonObject,
): void {
  second.records++
  second.first = Math.min(second.first, time)
  if (time > second.last || (time === second.last && place.line > second.place.line)) second.place = place
  second.last = Math.max(second.last, time)
  const request = requestOf(fields)
  enterLevel(second.asked, request, fields['level'] as AuditLevel)
  if (uid !== undefined) enterStage(second, uid, request, fields)
  // One of the first things that a server does of its own, and never again while it runs.
  const { user, verb, resource, name } = request
  second.restarted ||=
    user === 'system:apiserver' && verb === 'get' && resource === 'clusterroles' && name === 'cluster-admin'
}

interface Request {
  readonly verb: string
  readonly resource: string | undefined
  readonly user: string | undefined
  readonly namespace: string | undefined
  readonly name: string | undefined
}

const requestOf = (fields: JsonObject): Request => ({
  verb: String(fields['verb']),
  resource: wordAt(fields['derived'], 'resource'),
  user: wordAt(fields['user'], 'username'),
  namespace: wordAt(fields['objectRef'], 'namespace'),
  name: wordAt(fields['objectRef'], 'name'),
})

function enterLevel(into: AuditSecond['asked'], request: Request, level: AuditLevel): void {
  const { verb, resource } = request
  if (resource === undefined || into.size >= MOST) return
  const key = JSON.stringify(request)
  const asked = into.get(key) ?? { verb, resource, levels: new Set(), records: 0 }
  into.set(key, asked)
  asked.levels.add(level)
  asked.records++
}

function enterStage(second: AuditSecond, uid: string, { verb, resource, user }: Request, fields: JsonObject): void {
  const stage = wordAt(fields['derived'], 'stage')
  if (stage === 'started') second.started.add(uid)
  const asked = Date.parse(String(fields['requestReceivedTimestamp']))
  const to = stage === 'ended' ? second.ended : stage === 'completed' ? second.completed : undefined
  if (to && asked > 0 && to.length < MOST) to.push({ uid, like: JSON.stringify([verb, resource, user]), asked })
}

const isLevel = (word: unknown): word is AuditLevel => (AUDIT_LEVELS as readonly unknown[]).includes(word)

function wordAt(object: unknown, key: string): string | undefined {
  const word = typeof object === 'object' && object !== null ? (object as JsonObject)[key] : undefined
  return typeof word === 'string' ? word : undefined
}
