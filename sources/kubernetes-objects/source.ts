/** Kubernetes objects, as a list or a watch shows them, and what became of them -> OCSF 5023 and 3004. */
import { defineSource, present, textAt, type Draft, type JsonObject, type Redundant } from 'tallyman/source'
import { ACTIONS, derivedOf } from './derived.ts'
import { entitiesOf, entitiesOfHappening } from './entities.ts'
import { unwrap } from './envelope.ts'
import { factsOf } from './facts.ts'
import { gapDraft, isGap } from './gap.ts'
import { happeningOf, isHappening } from './happening.ts'
import { heartbeatDraft, isHeartbeat } from './heartbeat.ts'
import { pluralOf } from './identity.ts'
import { messageOf, messageOfHappening } from './message.ts'
import { redacted } from './redaction.ts'
import { isBare, isWatchEvent, isWrapped, toldOf, TYPES, type Told, type Type } from './told.ts'

const ACTIVITIES: { readonly [type in Type]: string } = {
  LISTED: 'Collect',
  ADDED: 'Create',
  MODIFIED: 'Update',
  DELETED: 'Delete',
}

/** Milliseconds: API servers keep Events for an hour by default; one that goes then was not taken away by anybody. */
const LIFE_OF_EVENTS = 55 * 60_000

export const kubernetesObjects = defineSource({
  id: 'kubernetes-objects',
  title: 'Kubernetes objects and their changes',
  logsource: { product: 'kubernetes', service: 'objects' },
  enums: new Map([
    ['type', new Set<string>(TYPES)],
    ['changes.op', new Set(['add', 'remove', 'replace'])],
    ['derived.action', new Set([...Object.values(ACTIONS), 'reported', 'gap', 'heartbeat'])],
    ['derived.containers.kind', new Set(['container', 'init', 'ephemeral'])],
  ]),
  unwrap,

  recognises: (record) => isWrapped(record) || isOwnWord(record) || isWatchEvent(record) || isBare(record),

  normalise(record, { redact }) {
    if (isWatchEvent(record) && record['type'] === 'BOOKMARK')
      return { redundant: 'a bookmark says that nothing happened' }
    const raw = redacted(record, redact)
    if (isGap(raw)) return gapDraft(raw)
    if (isHeartbeat(raw)) return heartbeatDraft(raw)
    const told = toldOf(raw)
    return isHappening(told) ? happeningDraft(told, raw) : objectDraft(told, raw)
  },
})

/** What the collector says of itself. */
const isOwnWord = (record: JsonObject): boolean => isGap(record) || isHeartbeat(record)

function objectDraft(told: Told, raw: JsonObject): Draft {
  const { type, kind, object } = told
  const created = Date.parse(textAt(object, 'metadata.creationTimestamp') ?? '')
  return {
    class_name: type === 'LISTED' ? 'Cloud Resources Inventory Info' : 'Entity Management',
    activity_name: ACTIVITIES[type],
    operation: `${pluralOf(kind)} ${ACTIONS[type]}`,
    message: messageOf(told),
    details: present({
      resource_version: textAt(object, 'metadata.resourceVersion'),
      created_time: Number.isNaN(created) ? undefined : created,
    }),
    time: told.time,
    entities: entitiesOf(told),
    facts: factsOf(told),
    raw,
    fields: fieldsOf(told, raw, derivedOf(told)),
  }
}

/** An Event of Kubernetes tells of another object, each time that it is written. */
function happeningDraft(told: Told, raw: JsonObject): Draft | Redundant {
  const happening = happeningOf(told)
  const { type, time } = told
  if (type !== 'DELETED')
    return {
      class_name: 'Cloud Resources Inventory Info',
      activity_name: 'Log',
      operation: 'events reported',
      message: messageOfHappening(told, happening),
      time: happening.time ?? time,
      entities: entitiesOfHappening(told, happening),
      raw,
      fields: fieldsOf(told, raw, { ...namesOf(told), action: 'reported', event: happening.derived }),
    }
  if (happening.time !== undefined && time - happening.time >= LIFE_OF_EVENTS)
    return { redundant: 'the Event was as old as Events become' }
  return {
    class_name: 'Entity Management',
    activity_name: 'Delete',
    operation: 'events deleted',
    message: `deleted before its time: ${messageOfHappening(told, happening)}`,
    time,
    entities: entitiesOfHappening(told, happening),
    raw,
    fields: fieldsOf(told, raw, { ...namesOf(told), action: 'deleted', event: happening.derived }),
  }
}

const namesOf = ({ kind, name, namespace }: Told): JsonObject =>
  present({ kind, resource: pluralOf(kind), name, namespace })

/** The same names whichever way it came. */
const fieldsOf = ({ type, object }: Told, raw: JsonObject, derived: JsonObject): JsonObject => ({
  ...(isWrapped(raw) && raw),
  type,
  object,
  derived,
})
