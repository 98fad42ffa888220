/** CloudTrail, the log of calls to AWS: who pushed an image, opened a cluster, ran a command in a task -> OCSF API Activity [6003]. */
import {
  addressOf,
  defineSource,
  present,
  recordedIf,
  redactRecord,
  stringAt,
  textAt,
  timeAt,
  type Draft,
  type Entity,
  type JsonObject,
} from 'tallyman/source'
import { callerOf } from './caller.ts'
import { unwrap } from './envelope.ts'
import { aboutOf } from './target.ts'

export const cloudtrail = defineSource({
  id: 'cloudtrail',
  title: 'AWS CloudTrail',
  logsource: { product: 'aws', service: 'cloudtrail' },

  recognises: (record) =>
    typeof record['eventVersion'] === 'string' &&
    typeof record['eventSource'] === 'string' &&
    typeof record['eventName'] === 'string',
  unwrap,

  normalise(record, { redact }): Draft {
    const raw = redactRecord(record, redact)
    const [service, call] = [serviceOf(raw), stringAt(raw, 'eventName')]
    const [caller, about] = [callerOf(raw), aboutOf(raw, service)]
    const error = textAt(raw, 'errorCode')
    return {
      class_name: 'API Activity',
      activity_name: activityOf(raw, call),
      time: timeAt(raw, 'eventTime'),
      status: error === undefined ? 'Success' : 'Failure',
      operation: `${service} ${call}`,
      message: messageOf(caller?.name ?? caller?.uid, `${service} ${call}`, about.entities, error),
      ...present({ status_code: error, command: about.command, user_agent: textAt(raw, 'userAgent') }),
      entities: [
        ...recordedIf('principal', caller?.uid, 'actor', caller?.name),
        // A service of AWS that calls for somebody stands there by its name.
        ...recordedIf('address', addressOf(raw['sourceIPAddress']), 'origin'),
        ...about.entities,
      ],
      facts: about.facts,
      fields: {
        ...raw,
        derived: present({ service, caller: caller?.kind, command: about.command, images: about.images }),
      },
      raw,
    }
  },
})

/** `ecr` of `ecr.amazonaws.com`. */
const serviceOf = (raw: JsonObject): string => stringAt(raw, 'eventSource').split('.')[0] ?? ''

const ACTIVITIES: readonly (readonly [activity: string, verb: RegExp])[] = [
  ['Read', /^(?:Get|List|Describe|BatchGet|BatchCheck|Head|Lookup|View|Search|Query|Scan|Check|Discover)/],
  ['Delete', /^(?:Delete|BatchDelete|Deregister|Remove|Terminate|Stop|Disassociate|Detach|Revoke|Untag|Disable)/],
  ['Update', /^(?:Update|Modify|Set|Associate|Attach|Tag|Enable|Replicate|Replace|Reset)/],
  ['Create', /^(?:Create|Put|Run|Register|Start|Initiate|Upload|Complete|Import|Allocate|Authorize|Grant)/],
]

/** `readOnly` is CloudTrail's own word; which kind of change it was, only the name of the call says. */
function activityOf(raw: JsonObject, call: string): string {
  const named = ACTIVITIES.find(([, verb]) => verb.test(call))?.[0]
  return raw['readOnly'] === true ? 'Read' : (named ?? 'Other')
}

function messageOf(who: string | undefined, what: string, about: readonly Entity[], error: string | undefined): string {
  const target = about.find(({ role }) => role === 'target')
  const on = target ? ` on ${target.name ?? target.uid}` : ''
  return `${who ?? 'someone'} called ${what}${on}${error === undefined ? '' : `: ${error}`}`.replaceAll(/\s+/g, ' ')
}
