/** What the records of one audit event say together: who ran what, on which files, towards which address. */
import { isObject, listAt, RecordError, stringAt, textAt, type JsonObject } from 'tallyman/source'
import { argumentsOf } from './arguments.ts'
import { archName, exitName, syscallName } from './linux.ts'
import { readSocketAddress, type SocketAddress } from './socket-address.ts'

export interface AuditEvent {
  /** Epoch milliseconds. */
  readonly time: number
  readonly serial: string
  readonly node: string | undefined
  readonly records: readonly JsonObject[]
  /** The type that gives the event its name: that of its first record, but of a system call told with others it is `SYSCALL`. */
  readonly type: string
  /** A field of the system call, or of the first record that has it. */
  readonly field: (name: string) => string | undefined
  readonly arch: string | undefined
  readonly syscall: string | undefined
  readonly status: 'Success' | 'Failure' | undefined
  /** The error's name where the call failed: `EACCES`. */
  readonly exit: string | undefined
  readonly args: readonly string[]
  readonly title: string | undefined
  readonly keys: readonly string[]
  readonly paths: readonly JsonObject[]
  readonly socket: SocketAddress | undefined
}

const MSG = /^audit\((\d{1,12})\.(\d{3}):(\d{1,20})\)$/

export const isAuditMsg = (msg: unknown): boolean => typeof msg === 'string' && MSG.test(msg)

/** Throws RecordError. */
export function readEvent(value: JsonObject): AuditEvent {
  const [, seconds, milliseconds, serial = ''] = MSG.exec(stringAt(value, 'msg')) ?? []
  if (serial === '') throw new RecordError('msg', 'audit(seconds:serial)', value['msg'])
  const records = listAt(value, 'records').filter((record) => isObject(record))
  const types = records.map((record, at) => {
    const type = textAt(record, 'type')
    if (type === undefined) throw new RecordError(`records.${at}.type`, 'a name', record['type'])
    return type
  })
  if (types.length === 0) throw new RecordError('records', 'a list of records', value['records'])
  const call = records.find(({ type }) => type === 'SYSCALL')
  const ordered = call ? [call, ...records.filter((record) => record !== call)] : records
  const field = (name: string): string | undefined => {
    for (const record of ordered) {
      const text = textAt({ at: record[name] }, 'at')
      if (text !== undefined) return text
    }
    return undefined
  }
  const exit = textAt(call, 'exit')
  return {
    time: Number(seconds) * 1000 + Number(milliseconds),
    serial,
    node: textAt(value, 'node'),
    records,
    type:
      types.find((type) => !PART_OF_CALL.has(type)) ?? types.find((type) => type === 'SYSCALL') ?? (types[0] as string),
    field,
    arch: archName(field('arch')) ?? textAt(call, 'ARCH'),
    syscall: textAt(call, 'SYSCALL') ?? syscallName(field('arch'), field('syscall')),
    status: statusOf(field),
    exit: exit === undefined ? undefined : exitName(exit),
    args: argumentsOf(records.find(({ type }) => type === 'EXECVE')),
    title: field('proctitle')?.replaceAll('\0', ' '),
    keys: keysOf(field('key')),
    paths: records.filter(({ type }) => type === 'PATH'),
    socket: readSocketAddress(field('saddr') ?? ''),
  }
}

/** What a call is told with. Whatever else stands beside one, the kernel tells for its own sake. */
const PART_OF_CALL = new Set(
  'SYSCALL PATH CWD EXECVE SOCKADDR SOCKETCALL PROCTITLE OBJ_PID FD_PAIR MMAP IPC IPC_SET_PERM BPRM_FCAPS CAPSET MQ_OPEN MQ_SENDRECV MQ_NOTIFY MQ_GETSETATTR OPENAT2'.split(
    ' ',
  ),
)

const RESULTS = new Map<string, 'Success' | 'Failure'>([
  ['yes', 'Success'],
  ['success', 'Success'],
  ['1', 'Success'],
  ['no', 'Failure'],
  ['failed', 'Failure'],
  ['fail', 'Failure'],
  ['0', 'Failure'],
])

const statusOf = (field: AuditEvent['field']): AuditEvent['status'] =>
  RESULTS.get(field('success') ?? field('res') ?? field('result') ?? '')

/** Several keys of one rule are parted by a byte 1. */
const keysOf = (key: string | undefined): string[] => (key ?? '').split('\u0001').filter((each) => each !== '')

const NOBODY = '4294967295'

/** The id of a user or a session; nothing where the kernel set none. */
export function idOf(id: string | undefined): string | undefined {
  return id === undefined || id === NOBODY || id === '-1' || id === 'unset' ? undefined : id
}
