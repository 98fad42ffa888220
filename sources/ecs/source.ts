/** Documents of the Elastic Common Schema: what beats, agents and integrations of Elastic have normalised, as it lies in their indices. */
import {
  assembled,
  defineSource,
  DNS,
  FILE_EVENT,
  FIREWALL,
  isObject,
  LINUX_CONNECTION,
  listAt,
  NETWORK_CONNECTION,
  objectAt,
  present,
  PROCESS_CREATION,
  PROXY,
  redactRecord,
  timeAt,
  WEBSERVER,
  type Draft,
  type JsonObject,
} from 'tallyman/source'
import { activityOf, classOf } from './category.ts'
import { has, numberOf, wordOf, wordsOf } from './field.ts'
import { flowOf, lookupOf, requestOf } from './network.ts'
import { isLinux, othersOf, processOf, whereaboutsOf } from './who.ts'

export const ecs = defineSource({
  id: 'ecs',
  title: 'Elastic Common Schema',
  logsource: { product: 'ecs' },
  taxonomies: [PROCESS_CREATION, FILE_EVENT, LINUX_CONNECTION, NETWORK_CONNECTION, FIREWALL, DNS, PROXY, WEBSERVER],

  // `ecs.version` is required, and left out by many.
  recognises: (record) =>
    typeof record['@timestamp'] === 'string' &&
    (has(record, 'ecs.version') || ['kind', 'category', 'dataset'].some((name) => has(record, `event.${name}`))),
  unwrap(value) {
    const document = objectAt(value, '_source')
    if (document && has(document, '@timestamp')) return [document]
    const hits = listAt(value, 'hits.hits')
    return isObject(value) && hits.some((hit) => objectAt(hit, '_source')) ? hits : undefined
  },

  normalise(record, { redact }): Draft {
    const raw = redactRecord(record, redact)
    const [class_name, activity_name] = [classOf(raw), activityOf(raw)]
    const process = processOf(raw)
    const { derived, summary, ...told } = assembled({
      class_name,
      activity_name,
      isLinux: isLinux(raw),
      process,
      path: wordOf(raw, 'file.path'),
      flow: flowOf(raw),
      lookup: lookupOf(raw),
      request: requestOf(raw),
      whereabouts: whereaboutsOf(raw),
      others: othersOf(raw),
    })
    const operation = wordOf(raw, 'event.action')
    return {
      class_name,
      activity_name,
      time: timeAt({ time: raw['@timestamp'] }, 'time'),
      message: messageOf(raw, summary ?? operation),
      ...present({
        status: STATUSES.get(wordOf(raw, 'event.outcome') ?? ''),
        status_code: wordOf(raw, 'error.code') ?? wordOf(raw, 'event.code'),
        command: process?.command,
        operation,
        user_agent: wordOf(raw, 'user_agent.original'),
      }),
      ...told,
      details: { ...told.details, ...ruleOf(raw) },
      fields: { ...raw, derived: { ...derived, ...present({ dataset: wordOf(raw, 'event.dataset') }) } },
      raw,
    }
  },
})

const STATUSES = new Map<string, Draft['status']>([
  ['success', 'Success'],
  ['failure', 'Failure'],
])

const MESSAGE_SHOWN = 300

/** The message of a document is the line that it was made of, and may be long. */
function messageOf(document: JsonObject, summary: string | undefined): string {
  const message = wordOf(document, 'message') ?? wordOf(document, 'rule.name') ?? summary
  const told = message ?? `${wordOf(document, 'event.dataset') ?? wordsOf(document, 'event.category').join(' ')} event`
  return (told.length > MESSAGE_SHOWN ? `${told.slice(0, MESSAGE_SHOWN)}…` : told).replaceAll(/\s+/g, ' ')
}

/** Elastic's own scale, of 0 to 100, and that of ECS, which is the producer's, are not OCSF's. */
const ruleOf = (document: JsonObject): JsonObject =>
  classOf(document) !== 'Detection Finding'
    ? {}
    : {
        rule: present({ name: wordOf(document, 'rule.name'), uid: wordOf(document, 'rule.id') }),
        severity: 'Unknown',
        ...present({ risk_score: numberOf(document, 'event.risk_score') }),
      }
