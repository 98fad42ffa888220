/** What attribution says itself, about what it could not say when the record went by. */
import type { WhoAnswer } from '../model/attribution.ts'
import type { Entity } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import { ownEvent } from '../model/own-event.ts'
import type { JsonObject } from '../model/record.ts'
import type { Exec, Root } from './asked.ts'
import { asContext, followed } from './context.ts'
import type { Manifest } from './manifest.ts'

/** `session attributed`, `session unopened` or `session unknown`: who is behind an exec or a process, or that nobody asked for it. */
export function sessionWord(asked: Exec | Root, manifest: Manifest): Event {
  const { kind, at, command, place, answer } = asked
  const container = manifest.current(asked.container)
  const around = followed([container], manifest, at)
  const finding = FINDING[answer.state === 'known' ? (answer.way ?? 'api') : 'unknown']
  const entities: Entity[] = [
    { ...asContext(container), role: 'target' },
    ...entitiesOfAnswer(answer),
    ...around.map(asContext),
  ]
  const uidOf = (type: Entity['type']): string | undefined => around.find((each) => each.type === type)?.uid
  const { candidates, ...said } = answer
  return ownEvent(
    {
      time: at,
      service: 'attribution',
      class_name: 'Process Activity',
      activity_name: 'Other',
      operation: finding,
      message: messageOf(finding, asked, container.name ?? container.uid.slice(0, 12)),
      ...(command !== undefined && { command }),
      entities,
      fields: present({
        finding,
        of: kind === 'exec' ? 'exec' : 'process',
        ...said,
        candidates: candidates?.map(({ session, principal }) => present({ session, principal })),
        command,
        container: present({ id: container.uid, name: container.name }),
        pod: uidOf('pod'),
        namespace: uidOf('namespace'),
        workload: uidOf('workload'),
        node: uidOf('node'),
        image: uidOf('image'),
      }),
    },
    place,
  )
}

const FINDING = {
  api: 'session attributed',
  engine: 'session attributed',
  host: 'session attributed',
  container: 'session attributed',
  nobody: 'session unopened',
  unknown: 'session unknown',
} as const

/** The session, and who opened it; who is only likely is not said to have acted. */
export function entitiesOfAnswer({ state, session, principal, confidence }: WhoAnswer): Entity[] {
  if (state !== 'known') return []
  return [
    ...(session === undefined ? [] : [{ ...asContext({ type: 'session', uid: session, name: undefined }) }]),
    ...(principal === undefined || confidence !== 1
      ? []
      : [{ ...asContext({ type: 'principal', uid: principal, name: undefined }), role: 'actor' as const }]),
  ]
}

function messageOf(finding: string, { answer, command }: Exec | Root, container: string): string {
  const what = command === undefined ? 'a process' : `'${command}'`
  const who = answer.principal ?? (answer.session === undefined ? 'somebody' : `session ${answer.session}`)
  const said =
    finding === 'session unopened'
      ? `nobody asked for ${what} in container ${container}`
      : finding === 'session unknown'
        ? `it cannot be said who ran ${what} in container ${container}: ${answer.why}`
        : `${who} ran ${what} in container ${container}`
  return said.replaceAll(/\s+/g, ' ').slice(0, MESSAGE_LENGTH)
}
const MESSAGE_LENGTH = 400

const present = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
