/** Tetragon's events as JSON -> OCSF Process [1007], File System [1001], Network [4001]. */
import {
  defineSource,
  FILE_EVENT,
  flowDetails,
  LINUX_CONNECTION,
  numberAt,
  present,
  PROCESS_CREATION,
  recordedIf,
  textAt,
  whereaboutsDerived,
  whereaboutsEntities,
  whereaboutsFacts,
  type Entity,
  type JsonObject,
} from 'tallyman/source'
import { activityOf } from './activity.ts'
import { isNotice, noticeTold } from './notice.ts'
import { readArguments, type Arguments } from './arguments.ts'
import { actingOf } from './acting.ts'
import { commandOf, kindOf, loginOf, readHappening, userOf, type Happening } from './happening.ts'
import { redactEvent } from './redaction.ts'
import { viewsOf } from './views.ts'
import { whereaboutsOf } from './whereabouts.ts'

export const tetragon = defineSource({
  id: 'tetragon',
  title: 'Tetragon events',
  logsource: { product: 'tetragon' },
  taxonomies: [PROCESS_CREATION, LINUX_CONNECTION, FILE_EVENT],

  recognises: (record) => kindOf(record) !== undefined || isNotice(record),

  normalise(record, { redact }) {
    const raw = redactEvent(record, redact)
    if (isNotice(raw)) return { ...noticeTold(raw), raw }
    const happening = readHappening(raw)
    const args = readArguments(happening.body)
    const activity = activityOf(happening, args)
    const [command, operation] = [commandOf(happening.process), happening.call ?? happening.kind]
    const where = whereaboutsOf(happening)
    const result = numberAt(happening.body, 'return.int_arg')
    const exec_id = textAt(happening.process, 'exec_id')
    return {
      ...activity,
      time: happening.time,
      ...(result !== undefined && { status: result < 0 ? 'Failure' : 'Success' }),
      message: () => messageOf(happening, args, operation),
      ...(command !== undefined && { command }),
      operation,
      ...(exec_id !== undefined && { operation_uid: exec_id }),
      process: actingOf(happening),
      details: { ...detailsOf(happening, args), ...(args.socket && flowDetails(args.socket)) },
      entities: [...whereaboutsEntities(where), ...addressesOf(activity.class_name, args, operation)],
      facts: whereaboutsFacts(where),
      fields: () => ({ ...raw, derived: { ...derivedOf(happening, args), ...whereaboutsDerived(where) } }),
      views: viewsOf(happening, activity, args),
      raw,
    }
  },
})

const MESSAGE_LENGTH = 400

function messageOf({ kind, process }: Happening, { paths, socket }: Arguments, operation: string): string {
  const end = socket?.to.ip === undefined ? socket?.from : socket.to
  const what = paths[0] ?? (end?.ip === undefined ? undefined : `${end.ip}:${end.port ?? ''}`)
  const words = [
    userOf(process),
    operation === kind ? kind.replace('process_', '') : operation,
    what,
    commandOf(process),
  ]
  return words
    .filter((word) => word !== undefined)
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .slice(0, MESSAGE_LENGTH)
}

function detailsOf({ process, ancestors, body }: Happening, { paths }: Arguments): JsonObject {
  const parents = ancestors.map((ancestor) => textAt(ancestor, 'binary')).filter((exe) => exe !== undefined)
  return present({
    pid: numberAt(process, 'pid'),
    exe: textAt(process, 'binary'),
    // Without a name it was never in an image: it is in memory only, or was written and removed.
    exe_written: numberAt(process, 'binary_properties.file.inode.links') === 0 || undefined,
    parent_exes: parents.length === 0 ? undefined : parents,
    path: paths[0],
    exit_code: numberAt(body, 'status'),
    signal: textAt(body, 'signal'),
    policy: textAt(body, 'policy_name'),
  })
}

/** The far end is the target, or the origin where it came to us. */
function addressesOf(class_name: string, { socket }: Arguments, operation: string): Entity[] {
  if (class_name !== 'Network Activity') return []
  return recordedIf('address', socket?.to.ip, operation.includes('accept') ? 'origin' : 'target')
}

function derivedOf(happening: Happening, args: Arguments): JsonObject {
  const { kind, process, ancestors, body } = happening
  const flags = textAt(process, 'flags')?.split(' ') ?? []
  const parents = ancestors.map((ancestor) => commandOf(ancestor)).filter((command) => command !== undefined)
  return present({
    kind,
    command: commandOf(process),
    parents: parents.length === 0 ? undefined : parents,
    user: userOf(process),
    login: loginOf(process),
    in_init_tree: typeof process['in_init_tree'] === 'boolean' ? process['in_init_tree'] : undefined,
    // Tetragon found it when it began, and did not see it begin.
    was_running: flags.includes('procFS') || undefined,
    // Perhaps a probe of the kubelet's rather than a person's command.
    maybe_probe: process['pod'] === undefined ? undefined : maybeProbe(process),
    path: args.paths[0],
    paths: args.paths.length === 0 ? undefined : args.paths,
    socket:
      args.socket &&
      present({ ...args.socket, from: present({ ...args.socket.from }), to: present({ ...args.socket.to }) }),
    policy: textAt(body, 'policy_name'),
    action: textAt(body, 'action')?.replace('KPROBE_ACTION_', '').toLowerCase(),
  })
}

const maybeProbe = (process: JsonObject): true | undefined =>
  (process['pod'] as { container?: { maybe_exec_probe?: unknown } } | null)?.container?.maybe_exec_probe === true ||
  undefined
