/** What Sigma's rules read: each record of the event as a line of its own, and Sigma's taxonomy of processes, connections and files. */
import { posix } from 'node:path'
import {
  fileView,
  present,
  processConnectionView,
  processView,
  textAt,
  type JsonObject,
  type Process,
  type View,
} from 'tallyman/source'
import { nameTypeOf, STARTS } from './activity.ts'
import { processUserOf } from './entities.ts'
import type { AuditEvent } from './event.ts'

export const AUDITD = { product: 'linux', service: 'auditd' } as const
/**
 * Rules are written for a line, not for an event: `a0` is an address in the line of a system call, and a word in that of its command.
 * Under the names of auditd's enriched format, also where the log is raw. What we work out stands once, beside the line of the call.
 */
export function recordFields({ records, arch, syscall, node }: AuditEvent, derived: JsonObject): JsonObject[] {
  const isCall = ({ type }: JsonObject): boolean => type === 'SYSCALL'
  const named = (call: JsonObject): JsonObject => ({
    ...call,
    ARCH: call['ARCH'] ?? arch,
    SYSCALL: call['SYSCALL'] ?? syscall,
  })
  const ordered = [...records.filter(isCall), ...records.filter((record) => !isCall(record))]
  return ordered.map((record, at) =>
    present({ ...(isCall(record) ? named(record) : record), node, derived: at === 0 ? derived : undefined }),
  )
}

export function viewsOf(event: AuditEvent, command: string | undefined): View[] {
  const process = processOf(event, command)
  const isDone = event.status === 'Success'
  return [
    ...(isDone && STARTS.has(event.syscall ?? '') ? [processView(process)] : []),
    ...connection(event, process),
    ...event.paths.flatMap((path) => {
      const name = pathOf(event, path)
      return isDone && nameTypeOf(path) === 'CREATE' && name !== undefined ? [fileView(process, name)] : []
    }),
  ]
}

const processOf = (event: AuditEvent, command: string | undefined): Process => ({
  exe: event.field('exe'),
  command,
  cwd: event.field('cwd'),
  user: processUserOf(event),
  pid: numberOf(event.field('pid')),
  ppid: numberOf(event.field('ppid')),
})

/** A connection that is being made fails with EINPROGRESS at first. */
function connection(event: AuditEvent, process: Process): View[] {
  const { syscall, socket, status, exit } = event
  const isInitiated = syscall === 'connect'
  const isMade = status === 'Success' || (isInitiated && exit === 'EINPROGRESS')
  if (socket?.ip === undefined || !isMade || !(isInitiated || /^accept4?$/.test(syscall ?? ''))) return []
  return [processConnectionView(process, { isInitiated, [isInitiated ? 'to' : 'from']: socket })]
}

/** From the root, where the record says in which folder the process was. */
export function pathOf(event: AuditEvent, path: JsonObject): string | undefined {
  const [name, cwd] = [textAt(path, 'name'), event.field('cwd')]
  return name === undefined || name.startsWith('/') || !cwd?.startsWith('/') ? name : posix.join(cwd, name)
}

export const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
