/** Who and what an audit event is about. Its numbers of users and sessions are somebody only together with the host. */
import { recorded, recordedIf, type Entity, type Fact } from 'tallyman/source'
import { idOf, type AuditEvent } from './event.ts'

const INWARD = new Set(['accept', 'accept4', 'recvfrom', 'recvmsg', 'recvmmsg'])

export const isInward = (event: AuditEvent): boolean => INWARD.has(event.syscall ?? '')

/** Who logged in, whoever they became since; without a login, whose process it is. */
export function userOf({ field }: AuditEvent): string | undefined {
  const auid = idOf(field('auid'))
  return auid === undefined ? processUserOf({ field }) : nameOf(auid, field('AUID'))
}

export function processUserOf({ field }: Pick<AuditEvent, 'field'>): string | undefined {
  const uid = idOf(field('uid'))
  return uid === undefined ? undefined : nameOf(uid, field('UID'))
}

/** auditd adds names where it is told to; `unset` and `unknown(1000)` are none. */
const nameOf = (id: string, name: string | undefined): string =>
  name !== undefined && name !== 'unset' && !name.startsWith('unknown(') ? name : id === '0' ? 'root' : id

export function entitiesOf(event: AuditEvent): Entity[] {
  const { field, node, socket } = event
  const [user, session, from] = [userOf(event), idOf(field('ses')), field('addr')]
  return [
    ...(user === undefined || node === undefined ? [] : [recorded('principal', `${user}@${node}`, 'actor', user)]),
    ...(session === undefined || node === undefined
      ? []
      : [recorded('session', `${session}@${node}`, 'context', session)]),
    ...recordedIf('address', from, 'origin'),
    ...(socket?.ip === undefined ? [] : [recorded('address', socket.ip, isInward(event) ? 'origin' : 'target')]),
    ...recordedIf('node', node, 'context'),
  ]
}

export function factsOf(event: AuditEvent): Fact[] {
  const [user, session, { node }] = [idOf(event.field('auid')), idOf(event.field('ses')), event]
  if (user === undefined || session === undefined || node === undefined) return []
  const opener = { type: 'principal', uid: `${nameOf(user, event.field('AUID'))}@${node}` } as const
  return [{ subject: { type: 'session', uid: `${session}@${node}` }, relation: 'opened-by', object: opener }]
}
