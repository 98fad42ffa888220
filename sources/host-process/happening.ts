/** One record of the sensor, read field by field. */
import {
  isObject,
  listAt,
  numberAt,
  objectAt,
  RecordError,
  stringAt,
  textAt,
  textsAt,
  timeAt,
  type JsonObject,
} from 'tallyman/source'

export const KINDS = ['found', 'exec', 'exit', 'namespaces', 'connect', 'heartbeat'] as const
export type Kind = (typeof KINDS)[number]

/** A program that runs, as the record names it. */
export interface Program {
  readonly id: string | undefined
  readonly pid: number | undefined
  readonly exe: string | undefined
  readonly args: readonly string[]
  /** Its file and arguments as one line; where nobody could read them, what it calls itself. */
  readonly command: string | undefined
  /** A name of the node, or the number. */
  readonly user: string | undefined
  /** Who logged in, by name or number; missing where nobody did. */
  readonly login: string | undefined
  readonly session: string | undefined
  /** Epoch milliseconds. */
  readonly started: number | undefined
}

export interface Happening {
  readonly kind: Kind
  /** Epoch milliseconds. */
  readonly time: number
  readonly node: string | undefined
  readonly process: JsonObject
  readonly program: Program
  /** The nearest first. */
  readonly ancestors: readonly Program[]
  readonly container: string | undefined
  readonly inTree: boolean | undefined
  /** The file that it runs was written, renamed or made a program since the container's first process began. */
  readonly isWritten: boolean
  /** Who came into the container, and how. */
  readonly opening:
    | { readonly by: string | undefined; readonly time: number | undefined; readonly from: readonly Program[] }
    | undefined
}

/** Throws RecordError. */
export function readHappening(record: JsonObject): Happening {
  const word = stringAt(record, 'kind')
  const kind = KINDS.find((each) => each === word)
  if (kind === undefined) throw new RecordError('kind', KINDS.join(', '), word)
  const process = objectAt(record, 'process') ?? {}
  const opened = objectAt(record, 'opened')
  return {
    kind,
    time: timeAt(record, 'time'),
    node: textAt(record, 'node'),
    process,
    program: programOf(process),
    ancestors: programsAt(record, 'ancestors'),
    container: textAt(record, 'container.id'),
    inTree: typeof record['in_init_tree'] === 'boolean' ? record['in_init_tree'] : undefined,
    isWritten: isWritten(record),
    opening: opened && {
      by: textAt(opened, 'by'),
      time: textAt(opened, 'time') === undefined ? undefined : timeAt(opened, 'time'),
      from: programsAt(opened, 'from'),
    },
  }
}

const programsAt = (record: JsonObject, name: string): Program[] =>
  listAt(record, name).flatMap((each) => (isObject(each) ? [programOf(each)] : []))

function programOf(process: JsonObject): Program {
  const args = textsAt(process, 'args')
  const [exe, start] = [textAt(process, 'exe'), textAt(process, 'start')]
  const started = start === undefined ? Number.NaN : Date.parse(start)
  return {
    id: textAt(process, 'id'),
    pid: numberAt(process, 'pid'),
    exe,
    args,
    command: args.length > 0 ? args.join(' ') : (exe ?? textAt(process, 'name')),
    user: textAt(process, 'user') ?? numberAt(process, 'uid')?.toString(),
    login: textAt(process, 'login') ?? numberAt(process, 'login_uid')?.toString(),
    session: numberAt(process, 'session')?.toString(),
    started: Number.isNaN(started) ? undefined : started,
  }
}

/** What a runtime brings along to come in is the host's. */
function isWritten(record: JsonObject): boolean {
  const [changed, began] = [textAt(record, 'process.exe_changed'), textAt(record, 'container.began')]
  if (changed === undefined || began === undefined || record['entering'] === true) return false
  return Date.parse(changed) > Date.parse(began)
}
