/** What Tallyman's own sensor of processes tells -> OCSF Process [1007], Network [4001]. */
import {
  addressOf,
  defineSource,
  flowDetails,
  LINUX_CONNECTION,
  numberAt,
  objectAt,
  portOf,
  present,
  PROCESS_CREATION,
  processConnectionView,
  processView,
  recordedIf,
  redactRecord,
  textAt,
  whereaboutsEntities,
  whereaboutsFacts,
  type ActingProcess,
  type Entity,
  type Fact,
  type JsonObject,
  type Process,
  type View,
} from 'tallyman/source'
import { derivedOf } from './derived.ts'
import { KINDS, readHappening, type Happening, type Kind, type Program } from './happening.ts'
import { heartbeatTold } from './heartbeat.ts'

export const HOST_PROCESS = { product: 'linux', service: 'host-process' } as const

export const hostProcess = defineSource({
  id: 'host-process',
  title: 'Processes of a host',
  logsource: HOST_PROCESS,
  taxonomies: [PROCESS_CREATION, LINUX_CONNECTION],
  enums: new Map([['kind', new Set(KINDS)]]),

  recognises: (record) => record['tallyman'] === 'host-process',

  normalise(record, { redact }) {
    const raw = redactRecord(record, redact)
    const happening = readHappening(raw)
    if (happening.kind === 'heartbeat') return heartbeatTold(happening, raw)
    const { kind, time, node, program, container, process } = happening
    const place = { node, ...(container !== undefined && { container: { id: container } }) }
    const exit = numberAt(raw, 'exit_code')
    return {
      ...ACTIVITIES[kind],
      time,
      message: messageOf(happening, raw),
      ...(program.command !== undefined && { command: program.command }),
      operation: kind,
      process: actingOf(happening),
      ...operationOf(happening),
      details: {
        ...present({
          pid: program.pid,
          exe: program.exe,
          exe_written: happening.isWritten || undefined,
          parent_exes: exesOf(happening.ancestors),
          cwd: textAt(process, 'cwd'),
          exit_code: exit,
          signal: numberAt(raw, 'signal'),
          start_time: program.started,
        }),
        ...connectionDetails(raw),
      },
      entities: [
        ...personOf(happening),
        ...whereaboutsEntities({ ...place, user: program.login === undefined ? program.user : undefined }),
        // It is of the host now, or in another one.
        ...recordedIf('container', textAt(raw, 'descends_from'), 'origin'),
        ...recordedIf('address', addressAt(raw), 'target'),
      ],
      facts: [...whereaboutsFacts(place), ...sessionFacts(happening)],
      fields: { ...raw, derived: derivedOf(happening, raw) },
      views: viewsOf(happening, raw),
      raw,
    }
  },
})

const ACTIVITIES = {
  // It began before anybody looked.
  found: { class_name: 'Process Activity', activity_name: 'Other' },
  exec: { class_name: 'Process Activity', activity_name: 'Launch' },
  exit: { class_name: 'Process Activity', activity_name: 'Terminate' },
  namespaces: { class_name: 'Process Activity', activity_name: 'Other' },
  connect: { class_name: 'Network Activity', activity_name: 'Open' },
} as const

const WORDS: { readonly [kind in Kind]: string } = {
  found: 'runs',
  exec: 'started',
  exit: 'ended',
  namespaces: 'changed its namespaces',
  connect: 'connects to',
  heartbeat: '',
}
const MESSAGE_LENGTH = 400

function messageOf({ kind, program: { login, user, command } }: Happening, raw: JsonObject): string {
  const port = numberAt(raw, 'to.port')
  const to = textAt(raw, 'to.path') ?? [textAt(raw, 'to.ip') ?? [], port ?? []].flat().join(':')
  const words = kind === 'exec' ? [WORDS.exec, command] : [command, WORDS[kind], to]
  return [login ?? user, ...words]
    .filter((word) => word !== undefined && word !== '')
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .slice(0, MESSAGE_LENGTH)
}

/** One program that a process executes, from its start to its end. */
function operationOf({ kind, node = '', program: { id }, process }: Happening): { readonly operation_uid?: string } {
  if (id === undefined || (kind !== 'exec' && kind !== 'exit')) return {}
  return { operation_uid: `${node}/${id}/${numberAt(process, 'execs') ?? 0}` }
}

const actingOf = ({ program, process, ancestors: [parent], inTree, opening }: Happening): ActingProcess =>
  present({
    uid: program.id,
    parent_uid: parent?.id,
    pid: program.pid,
    parent_pid: numberAt(process, 'ppid'),
    created_time: program.started,
    in_init_tree: inTree,
    parent_command: parent?.command,
    login: program.login,
    programs: numberAt(process, 'execs'),
    opened: opening && openedOf(opening),
  })

const openedOf = ({ by, time, from: [first] }: NonNullable<Happening['opening']>): ActingProcess['opened'] =>
  present({
    uid: first?.id,
    by: by === 'runtime' || by === 'host' ? by : undefined,
    time,
    command: first?.command,
  })

/** Who logged in is somebody of the node, whatever container it is that they are in now. */
const personOf = ({ node, program: { login, session } }: Happening): Entity[] =>
  node === undefined
    ? []
    : [
        ...recordedIf('principal', login && `${login}@${node}`, 'actor', login),
        ...recordedIf('session', session && `${session}@${node}`, 'context', session),
      ]

function sessionFacts({ node, program: { login, session } }: Happening): Fact[] {
  if (node === undefined || login === undefined || session === undefined) return []
  const [subject, object] = [
    { type: 'session', uid: `${session}@${node}` },
    { type: 'principal', uid: `${login}@${node}` },
  ] as const
  return [{ subject, relation: 'opened-by', object }]
}

const addressAt = (raw: JsonObject): string | undefined => addressOf(textAt(raw, 'to.ip'))

function connectionDetails(raw: JsonObject): JsonObject {
  const ip = addressAt(raw)
  if (ip === undefined) return present({ path: textAt(raw, 'to.path') })
  const to = { ip, port: portOf(numberAt(raw, 'to.port')) }
  return flowDetails({ from: { ip: undefined }, to, protocol: undefined })
}

/** What runs already is told to rules as well: an intruder may have been there first. */
function viewsOf(happening: Happening, raw: JsonObject): View[] {
  const { kind, program, process, ancestors } = happening
  const [parent] = ancestors
  const of: Process = {
    ...wordsOf(program),
    cwd: textAt(process, 'cwd'),
    user: program.user,
    pid: program.pid,
    ppid: numberAt(process, 'ppid'),
    parent: parent && wordsOf(parent),
  }
  if (kind === 'exec' || kind === 'found') return [processView(of)]
  const ip = addressAt(raw)
  if (kind !== 'connect' || ip === undefined) return []
  const to = { ip, port: portOf(objectAt(raw, 'to')?.['port']) }
  return [processConnectionView(of, { isInitiated: true, to })]
}

/** The nearest first. */
function exesOf(programs: readonly Program[]): readonly string[] | undefined {
  const exes = programs.map(({ exe }) => exe).filter((exe) => exe !== undefined)
  return exes.length === 0 ? undefined : exes
}

const wordsOf = ({ exe, command }: Program): Pick<Process, 'exe' | 'command'> => ({ exe, command })
