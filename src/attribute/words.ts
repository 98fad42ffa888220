/** What attribution says itself, about what it could not say when the record went by. */
import type { WhoAnswer } from '../model/attribution.ts'
import type { Entity } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import { ownEvent, type OwnWord } from '../model/own-event.ts'
import type { JsonObject } from '../model/record.ts'
import { createRecent } from '../stream/recent.ts'
import type { Exec, Root } from './asked.ts'
import { asContext, followed } from './context.ts'
import type { CredentialUse } from './credentials.ts'
import type { Unheld } from './ends.ts'
import { holdersOf } from './holders.ts'
import type { Manifest } from './manifest.ts'
import type { Thing } from './thing.ts'

export interface Words {
  /** `session attributed`, `session unopened` or `session unknown`. */
  ofSession(asked: Exec | Root): Event[]
  /** `end unheld`. */
  ofEnd(unheld: Unheld): Event
  /** `credential elsewhere`. */
  ofCredential(use: CredentialUse): Event
}

/** Execs of which it was said that they cannot be known; milliseconds of event time after which it is news again. */
const [UNKNOWN, AGAIN] = [10_000, 3_600_000]

export function createWords(manifest: Manifest): Words {
  const unknown = createRecent<string, number>(UNKNOWN)

  /** What a probe that nobody knows of runs every few seconds is told once. */
  const isNews = ({ kind, container, command, at, answer }: Exec | Root): boolean => {
    if (answer.way === 'container') return false
    if (answer.state === 'known' || kind === 'root') return true
    const key = `${container.uid} ${command ?? ''}`
    const isFirst = at - (unknown.get(key) ?? -Infinity) > AGAIN
    if (isFirst) unknown.set(key, at)
    return isFirst && answer.way === 'engine' && manifest.objectOf(container, 'part-of', 'pod', at) !== undefined
  }

  return {
    ofSession(asked) {
      if (!isNews(asked)) return []
      const { kind, at, command, place, answer } = asked
      const container = manifest.current(asked.container)
      const around = followed([container], manifest, at)
      const { candidates, ...said } = answer
      const fields = {
        of: kind === 'exec' ? 'exec' : 'process',
        ...said,
        candidates,
        command,
        container: present({ id: container.uid, name: container.name }),
        ...placeOf(around),
      }
      const finding = findingOf(answer)
      return [
        ownEvent(
          wordOf(finding, {
            time: at,
            class_name: 'Process Activity',
            message: messageOf(finding, asked, container.name ?? container.uid.slice(0, 12)),
            ...(command !== undefined && { command }),
            entities: [asTarget(container), ...entitiesOfAnswer(answer), ...around.map(asContext)],
            fields,
          }),
          place,
        ),
      ]
    },
    ofEnd({ address, end, network, other, at, place }) {
      const thing = other === undefined ? undefined : manifest.find('address', other)
      const around = thing ? holdersOf(thing, manifest, at) : []
      return ownEvent(
        wordOf('end unheld', {
          time: at,
          class_name: 'Network Activity',
          message: `${address} is in the network ${network}, and nobody there had it`,
          entities: [
            asTarget({ type: 'address', uid: address, name: undefined }),
            ...(around.length === 1 ? around.map(asContext) : []),
          ],
          fields: { address, end, network, other },
        }),
        place,
      )
    },
    ofCredential({ principal, credential, pod, address, at, place }) {
      const thing = manifest.find('pod', pod)
      const around = thing ? followed([thing], manifest, at) : []
      return ownEvent(
        wordOf('credential elsewhere', {
          time: at,
          class_name: 'API Activity',
          message: `the token of ${principal} that pod ${pod} was given is used from ${address}, which is neither its address nor its node's`,
          entities: [
            { ...named('principal', principal), role: 'actor' },
            { ...named('address', address), role: 'origin' },
            asTarget({ type: 'pod', uid: pod, name: thing?.name }),
            ...around.map(asContext),
          ],
          fields: { principal, credential, address, pod, ...placeOf(around) },
        }),
        place,
      )
    },
  }
}

type Finding = 'session attributed' | 'session unopened' | 'session unknown' | 'end unheld' | 'credential elsewhere'

const findingOf = ({ state, way }: WhoAnswer): Finding =>
  state !== 'known' ? 'session unknown' : way === 'nobody' ? 'session unopened' : 'session attributed'

const MESSAGE_LENGTH = 400

const wordOf = (
  finding: Finding,
  { message, fields, ...said }: Omit<OwnWord, 'service' | 'activity_name' | 'operation'>,
): OwnWord => ({
  ...said,
  service: 'attribution',
  activity_name: 'Other',
  operation: finding,
  message: message.replaceAll(/\s+/g, ' ').slice(0, MESSAGE_LENGTH),
  fields: present({ finding, ...fields }),
})

/** The session, and who opened it; who is only likely is not said to have acted. */
export function entitiesOfAnswer({ state, session, principal, confidence }: WhoAnswer): Entity[] {
  if (state !== 'known') return []
  return [
    ...(session === undefined ? [] : [named('session', session)]),
    ...(principal === undefined || confidence !== 1
      ? []
      : [{ ...named('principal', principal), role: 'actor' as const }]),
  ]
}

const named = (type: Entity['type'], uid: string): Entity => asContext({ type, uid, name: undefined })
const asTarget = (thing: Pick<Thing, 'type' | 'uid' | 'name'>): Entity => ({ ...asContext(thing), role: 'target' })

function placeOf(around: readonly Thing[]): JsonObject {
  const uidOf = (type: Entity['type']): string | undefined => around.find((each) => each.type === type)?.uid
  return {
    ...(around.some(({ type }) => type === 'pod') && { pod: uidOf('pod') }),
    namespace: uidOf('namespace'),
    // Through its controllers: the deployment, and not its replica set.
    workload: around.findLast(({ type }) => type === 'workload')?.uid,
    node: uidOf('node'),
    image: uidOf('image'),
  }
}

function messageOf(finding: Finding, { answer, command }: Exec | Root, container: string): string {
  const what = command === undefined ? 'a process' : `'${command}'`
  if (finding === 'session unopened') return `nobody asked for ${what} in container ${container}`
  if (finding === 'session unknown') return `it cannot be said who ran ${what} in container ${container}: ${answer.why}`
  return `${answer.principal ?? `session ${answer.session}`} ran ${what} in container ${container}`
}

const present = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
