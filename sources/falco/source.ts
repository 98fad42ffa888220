/** Falco's alerts as JSON, from Falco itself or from falcosidekick -> OCSF Detection Finding [2004]. */
import {
  countOf,
  defineSource,
  isObject,
  present,
  redactRecord,
  textAt,
  textsAt,
  type JsonObject,
} from 'tallyman/source'
import { actingOf } from './acting.ts'
import { readAlert, type FalcoAlert } from './alert.ts'
import { containerOf, entitiesOf, factsOf, podOf } from './entities.ts'
import { isSpawn, NETWORK_CONNECTION, PROCESS_CREATION, viewsOf } from './views.ts'

/** Falco's priorities are those of syslog; OCSF's severities are six. */
const SEVERITIES = new Map([
  ['Emergency', 'Fatal'],
  ['Alert', 'Critical'],
  ['Critical', 'Critical'],
  ['Error', 'High'],
  ['Warning', 'Medium'],
  ['Notice', 'Low'],
  ['Informational', 'Informational'],
  ['Debug', 'Informational'],
])

export const falco = defineSource({
  id: 'falco',
  title: 'Falco alerts',
  logsource: { product: 'falco' },
  taxonomies: [PROCESS_CREATION, NETWORK_CONNECTION],
  enums: new Map([['priority', new Set(SEVERITIES.keys())]]),

  // `output` and `output_fields` can each be switched off in Falco's configuration.
  recognises: (record) =>
    typeof record['priority'] === 'string' &&
    (isObject(record['output_fields']) || typeof record['output'] === 'string') &&
    (typeof record['rule'] === 'string' || isObject(record['output_fields'])),

  normalise(record, { redact }) {
    const raw = redacted(record, redact)
    const alert = readAlert(raw)
    const command = (alert.field('proc.cmdline') ?? alert.field('ka.uri.param[command]'))?.trim()
    const operation = operationOf(alert)
    return {
      class_name: 'Detection Finding',
      activity_name: 'Create',
      time: alert.time,
      message: messageOf(raw, alert),
      ...(command !== undefined && { command }),
      ...(operation !== undefined && { operation }),
      details: {
        rule: alert.rule,
        severity: SEVERITIES.get(capitalised(alert.priority)) ?? 'Unknown',
        ...programOf(alert),
        ...lossOf(alert),
      },
      ...(alert.source === 'syscall' && { process: actingOf(alert) }),
      entities: entitiesOf(alert),
      facts: factsOf(alert),
      views: viewsOf(alert),
      fields: { ...raw, derived: derivedOf(raw, alert, command) },
      raw,
    }
  },
})

/** The output repeats the fields in one line, where a command can no longer be told from what is around it. */
function redacted(record: JsonObject, redact: (secret: string) => string): JsonObject {
  const safe = redactRecord(record, redact)
  let output = textAt(record, 'output')
  if (output === undefined) return safe
  const [before, after] = [record['output_fields'], safe['output_fields']]
  for (const [name, value] of Object.entries(isObject(before) ? before : {})) {
    const hidden = isObject(after) ? after[name] : undefined
    if (typeof value === 'string' && typeof hidden === 'string' && hidden !== value)
      output = output.replaceAll(value, () => hidden)
  }
  return redactRecord({ ...safe, output }, redact)
}

/** The file that a process begins with; of the upper layer is what the container itself, or somebody in it, has written. */
function programOf(alert: FalcoAlert): JsonObject {
  const { field, flag } = alert
  if (!isSpawn(alert)) return {}
  const parent = field('proc.pexepath')
  const isWritten = flag('proc.is_exe_upper_layer') || flag('proc.is_exe_from_memfd')
  return present({
    exe: field('proc.exepath'),
    exe_written: isWritten || undefined,
    parent_exes: parent === undefined ? undefined : [parent],
  })
}

/** Rules write them in capitals, alerts do not. */
const capitalised = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()

/** Falco puts the time and the priority before the line, where it is told to. */
const messageOf = (raw: JsonObject, { rule }: FalcoAlert): string =>
  (textAt(raw, 'output') ?? rule).replace(/^[\d:.T+Z-]{8,40}: [A-Z][a-z]+ /, '').replaceAll(/\s+/g, ' ')

/** What Falco says that it lost: in the second before, or, where it counts its own metrics, since it runs. */
function lossOf({ rule, field }: FalcoAlert): JsonObject {
  const count = (name: string): number | undefined => countOf(field(name))
  if (rule === DROPS) return present({ lost: count('n_drops') })
  if (rule !== METRICS) return {}
  const [calls, alerts] = [count('scap.n_drops'), count('falco.outputs_queue_num_drops')]
  return calls === undefined && alerts === undefined ? {} : { lost_total: (calls ?? 0) + (alerts ?? 0) }
}

const DROPS = 'Falco internal: syscall event drop'
/** Made every so often, whatever happens, where `metrics` is switched on. */
const METRICS = 'Falco internal: metrics snapshot'

/** The call that an alert about the Kubernetes audit log is about: `pods/exec create`. */
function operationOf({ source, rule, field }: FalcoAlert): string | undefined {
  if (rule === METRICS) return 'sensor heartbeat'
  const [verb, resource, subresource] = [field('ka.verb'), field('ka.target.resource'), field('ka.target.subresource')]
  if (source !== 'k8s_audit' || verb === undefined) return undefined
  const target = [resource, subresource].filter((part) => part !== undefined).join('/')
  return target === '' ? verb : `${target} ${verb}`
}

function derivedOf(raw: JsonObject, alert: FalcoAlert, command: string | undefined): JsonObject {
  const container = containerOf(alert)
  const techniques = textsAt(raw, 'tags').filter((tag) => /^T\d{4}(?:\.\d{3})?$/.test(tag))
  return present({
    source: alert.source,
    command,
    container: container && present({ ...container }),
    kubernetes: podOf(alert),
    // What Falco says of itself, such as events that it lost, is no finding about anybody else.
    internal: alert.rule.startsWith('Falco internal:') || undefined,
    techniques: techniques.length === 0 ? undefined : techniques,
  })
}
