/** The Linux audit log, as auditd writes it -> OCSF Process [1007], File System [1001], Network [4001], Application Lifecycle [6002]. */
import {
  defineSource,
  FILE_EVENT,
  flowDetails,
  LINUX_CONNECTION,
  present,
  PROCESS_CREATION,
  type ActingProcess,
  type JsonObject,
} from 'tallyman/source'
import { activityOf } from './activity.ts'
import { entitiesOf, factsOf, isInward, processUserOf, userOf } from './entities.ts'
import { idOf, isAuditMsg, readEvent, type AuditEvent } from './event.ts'
import { createAuditReader } from './reader.ts'
import { redactEvent } from './redaction.ts'
import { AUDITD, numberOf, pathOf, recordFields, viewsOf } from './views.ts'

export const auditd = defineSource({
  id: 'auditd',
  title: 'Linux audit log',
  logsource: AUDITD,
  taxonomies: [PROCESS_CREATION, LINUX_CONNECTION, FILE_EVENT],

  recognises: ({ msg, records }) => isAuditMsg(msg) && Array.isArray(records),
  createLineReader: createAuditReader,

  normalise(record, { redact }) {
    const raw = redactEvent(record, redact)
    const event = readEvent(raw)
    const command = commandOf(event)
    // What stands beside a call has a name of its own: a denial, a rule that was changed.
    const operation = event.type === 'SYSCALL' ? (event.syscall ?? event.type) : event.type
    const [fields, ...others] = recordFields(event, derivedOf(event, command))
    return {
      ...activityOf(event),
      time: event.time,
      ...(event.status && { status: event.status }),
      ...(event.status === 'Failure' && event.exit !== undefined && { status_code: event.exit }),
      message: messageOf(event, operation, command),
      ...(command !== undefined && { command }),
      operation,
      process: actingOf(event),
      operation_uid: `${event.node ?? ''}/${event.time}:${event.serial}`,
      details: { ...detailsOf(event), ...conversationOf(event) },
      entities: entitiesOf(event),
      facts: factsOf(event),
      ...(fields && { fields }),
      views: [...others.map((each) => ({ logsource: AUDITD, fields: each })), ...viewsOf(event, command)],
      raw,
    }
  },
})

const actingOf = (event: AuditEvent): ActingProcess =>
  present({
    pid: numberOf(event.field('pid')),
    parent_pid: numberOf(event.field('ppid')),
    login: loginOf(event),
  })

const loginOf = (event: AuditEvent): string | undefined =>
  idOf(event.field('auid')) === undefined ? undefined : userOf(event)

/** What the kernel was given counts; the title of a process is its own to write. */
const commandOf = ({ args, title, field }: AuditEvent): string | undefined =>
  (args.length > 0 ? args.join(' ') : undefined) ?? field('cmd') ?? title

// Arguments may be megabytes; the command has them all.
const MESSAGE_LENGTH = 400

function messageOf(event: AuditEvent, operation: string, command: string | undefined): string {
  const { field, paths, socket, status } = event
  const address = socket?.ip === undefined ? socket?.path : `${socket.ip}:${socket.port}`
  const what = event.args.length > 0 ? command : (address ?? paths.map((path) => pathOf(event, path)).at(-1) ?? command)
  const words = [
    userOf(event),
    field('exe') ?? field('comm'),
    operation,
    what,
    status === 'Failure' ? 'failed' : undefined,
  ]
  return words
    .filter((word) => word !== undefined)
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .slice(0, MESSAGE_LENGTH)
}

/** The kernel tells the far end alone: of a call that came to us it is the source. */
function conversationOf(event: AuditEvent): JsonObject {
  const { socket } = event
  if (socket?.ip === undefined) return {}
  const [far, near] = [{ ip: socket.ip, port: socket.port }, { ip: undefined }]
  const [from, to] = isInward(event) ? [far, near] : [near, far]
  return flowDetails({ from, to, protocol: undefined })
}

const detailsOf = (event: AuditEvent): JsonObject => {
  const { field, exit, keys } = event
  return present({
    pid: numberOf(field('pid')),
    ppid: numberOf(field('ppid')),
    exe: field('exe'),
    // The file itself is told last, after the folder that it is in.
    path: event.paths.map((path) => pathOf(event, path)).findLast((path) => path !== undefined),
    exit,
    keys: keys.length === 0 ? undefined : keys,
    // Whoever sets the kernel's counter back is told where it stood.
    lost: event.type === 'CONFIG_CHANGE' && field('lost') !== undefined ? numberOf(field('old')) : undefined,
  })
}

function derivedOf(event: AuditEvent, command: string | undefined): JsonObject {
  const { field, records, type, arch, syscall, status, exit, args, title, keys, paths, socket } = event
  return present({
    type,
    types: [...new Set(records.map((record) => record['type']))],
    arch,
    syscall,
    status,
    exit,
    command,
    args: args.length === 0 ? undefined : args,
    title,
    exe: field('exe'),
    cwd: field('cwd'),
    keys: keys.length === 0 ? undefined : keys,
    paths:
      paths.length === 0 ? undefined : paths.map((path) => pathOf(event, path)).filter((path) => path !== undefined),
    socket: socket && present({ ...socket }),
    user: processUserOf(event),
    login: loginOf(event),
    session: idOf(field('ses')),
  })
}
