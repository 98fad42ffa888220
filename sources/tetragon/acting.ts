/** What ties the process of an event to those before and after it. */
import { numberAt, present, textAt, timeAt, type ActingProcess, type JsonObject } from 'tallyman/source'
import { commandOf, loginOf, type Happening } from './happening.ts'
import { containerIdOf } from './whereabouts.ts'

export function actingOf({ process, ancestors: [parent] }: Happening): ActingProcess {
  const inTree = process['in_init_tree']
  const isIn = typeof inTree === 'boolean' ? inTree : undefined
  return present({
    uid: textAt(process, 'exec_id'),
    parent_uid: textAt(parent, 'exec_id') ?? textAt(process, 'parent_exec_id'),
    pid: numberAt(process, 'pid'),
    parent_pid: numberAt(parent, 'pid'),
    created_time: textAt(process, 'start_time') === undefined ? undefined : timeAt(process, 'start_time'),
    in_init_tree: isIn,
    parent_command: parent && commandOf(parent),
    login: loginOf(process),
    opened: isIn === false && parent && isElsewhere(parent, process) ? { uid: textAt(process, 'exec_id') } : undefined,
  })
}

const isElsewhere = (parent: JsonObject, process: JsonObject): boolean =>
  containerIdOf(parent)?.slice(0, SHORTEST) !== containerIdOf(process)?.slice(0, SHORTEST)

/** Without its pod, a container's id is cut to so many digits. */
const SHORTEST = 31
