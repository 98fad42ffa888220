/** One event of Tracee: its name, its arguments by name, and the process that it is about. */
import {
  isObject,
  listAt,
  numberAt,
  RecordError,
  textAt,
  valueAt,
  type JsonObject,
  type Whereabouts,
} from 'tallyman/source'

export interface Happening {
  /** `security_file_open`, `net_packet_dns`, or the name of a signature. */
  readonly name: string
  /** Epoch milliseconds. */
  readonly time: number
  readonly record: JsonObject
  readonly args: JsonObject
  /** What the call gave back. */
  readonly result: number | undefined
  /** Of an event that a signature made: its id, `TRC-102`. */
  readonly signature: string | undefined
}

// A number of nanoseconds since 1970; the clock of the machine since it began would be far less.
const YEAR_2000 = 946_684_800_000

/** Throws RecordError. */
export function readHappening(record: JsonObject): Happening {
  const time = Math.floor((numberAt(record, 'timestamp') ?? Number.NaN) / 1e6)
  if (!(time > YEAR_2000)) throw new RecordError('timestamp', 'nanoseconds since 1970', record['timestamp'])
  const name = textAt(record, 'eventName')
  if (name === undefined) throw new RecordError('eventName', 'a name', record['eventName'])
  const args = listAt(record, 'args').flatMap((arg) => {
    const name = isObject(arg) ? textAt(arg, 'name') : undefined
    return name === undefined ? [] : [[name, valueAt(arg, 'value')] as const]
  })
  return {
    name,
    time,
    record,
    args: Object.fromEntries(args),
    result: numberAt(record, 'returnValue'),
    signature: textAt(record, 'metadata.Properties.signatureID'),
  }
}

/** The words of the command that an event tells of. */
export function wordsOf({ args }: Pick<Happening, 'args'>): string[] {
  const argv = args['argv']
  return Array.isArray(argv) ? argv.filter((word): word is string => typeof word === 'string') : []
}

/** The file that runs: of an exec the one that it begins. */
export const exeOf = ({ record, args }: Happening): string | undefined =>
  (wordsOf({ args }).length > 0 ? textAt(args, 'pathname') : undefined) ?? textAt(record, 'executable.path')

export function commandOf({ args }: Happening): string | undefined {
  const words = wordsOf({ args }).filter((word) => word !== '')
  return words.length > 0 ? words.join(' ') : undefined
}

const userOf = (record: JsonObject): string | undefined => {
  const id = numberAt(record, 'userId')
  return id === 0 ? 'root' : id?.toString()
}

/** Old versions tell all in one, newer ones in objects, and some in both. */
export function whereaboutsOf({ record }: Happening): Whereabouts {
  const either = (path: string, old: string): string | undefined => textAt(record, path) ?? textAt(record, old)
  const id = either('container.id', 'containerId')
  const [namespace, name] = [either('kubernetes.podNamespace', 'podNamespace'), either('kubernetes.podName', 'podName')]
  return {
    user: userOf(record),
    ...(id !== undefined && {
      container: {
        id,
        name: either('container.name', 'containerName'),
        image: either('container.image', 'containerImage'),
        digest: textAt(record, 'container.imageDigest'),
      },
    }),
    ...(namespace !== undefined && name !== undefined && { pod: { namespace, name } }),
    node: textAt(record, 'hostName'),
  }
}

/** The kernel's flags as Tracee writes them: by name, or as their number where it is told not to. */
export function isOpenedTo(flags: unknown, what: 'create' | 'write'): boolean {
  if (typeof flags === 'string')
    return what === 'create' ? /\bO_CREAT\b/.test(flags) : /\bO_(?:WRONLY|RDWR)\b/.test(flags)
  return typeof flags === 'number' && (flags & (what === 'create' ? O_CREAT : O_WRONLY | O_RDWR)) !== 0
}
const O_WRONLY = 0o1
const O_RDWR = 0o2
const O_CREAT = 0o100
