/** One event of Tetragon: its kind, what it tells, and the processes that it names. */
import { isObject, listAt, numberAt, objectAt, RecordError, textAt, timeAt, type JsonObject } from 'tallyman/source'

/** Events about a process, under the names of Tetragon's API. */
const KINDS = [
  'process_exec',
  'process_exit',
  'process_kprobe',
  'process_lsm',
  'process_tracepoint',
  'process_uprobe',
  'process_usdt',
  'process_loader',
  'process_connect',
  'process_accept',
  'process_listen',
  'process_close',
] as const
export type Kind = (typeof KINDS)[number]

export interface Happening {
  readonly kind: Kind
  /** Epoch milliseconds. */
  readonly time: number
  readonly body: JsonObject
  readonly process: JsonObject
  /** The parent, then its parent, and so on, as far as they are told. */
  readonly ancestors: readonly JsonObject[]
  /** The kernel's function, or the tracepoint: `security_file_permission`, `sys_enter_openat`. */
  readonly call: string | undefined
  readonly node: string | undefined
  readonly cluster: string | undefined
}

export const kindOf = (record: JsonObject): Kind | undefined => KINDS.find((kind) => isObject(record[kind]))

/** Throws RecordError. */
export function readHappening(record: JsonObject): Happening {
  const kind = kindOf(record)
  if (!kind) throw new RecordError('process_exec', 'an object', record['process_exec'])
  const body = record[kind] as JsonObject
  const process = objectAt(body, 'process')
  if (!process) throw new RecordError(`${kind}.process`, 'an object', body['process'])
  return {
    kind,
    // Old versions do not say when; then a process began when it did.
    time: record['time'] === undefined ? timeAt(record, `${kind}.process.start_time`) : timeAt(record, 'time'),
    body,
    process,
    ancestors: [objectAt(body, 'parent'), ...listAt(body, 'ancestors')].filter((each) => isObject(each)),
    call: textAt(body, 'function_name') ?? textAt(body, 'event') ?? textAt(body, 'symbol'),
    node: textAt(record, 'node_name'),
    cluster: textAt(record, 'cluster_name'),
  }
}

/** The file that runs, and its arguments as one line. */
export function commandOf(process: JsonObject): string | undefined {
  const words = [textAt(process, 'binary'), textAt(process, 'arguments')].filter((word) => word !== undefined)
  return words.length === 0 ? undefined : words.join(' ')
}

export const userOf = (process: JsonObject): string | undefined => {
  const uid = numberAt(process, 'uid')
  return textAt(process, 'user.name') ?? (uid === 0 ? 'root' : uid?.toString())
}

/** What the kernel's numbers mean: 2^32 - 1 is nobody. */
export const loginOf = (process: JsonObject): string | undefined => {
  const auid = numberAt(process, 'auid')
  return auid === undefined || auid === 0xffffffff ? undefined : String(auid)
}
