/** What ties the process of an event to those before and after it. */
import { numberAt, present, type ActingProcess } from 'tallyman/source'
import { whereaboutsOf, type Happening } from './happening.ts'

/** Numbers inside a container tell its first process, which is 1, and whose parent is outside, which is 0. */
export function actingOf(happening: Happening): ActingProcess {
  const { record } = happening
  const isInside = whereaboutsOf(happening).container !== undefined
  const isFirst = isInside && record['processId'] === 1
  const cameIn = isInside && !isFirst && record['parentProcessId'] === 0
  const uid = entityAt(record['processEntityId'])
  const start = numberAt(record, 'threadStartTime')
  return present({
    uid,
    parent_uid: entityAt(record['parentEntityId']),
    pid: numberAt(record, 'hostProcessId'),
    parent_pid: numberAt(record, 'hostParentProcessId'),
    // Of a thread: that of the process where it is its first one.
    created_time:
      start === undefined || record['threadId'] !== record['processId'] ? undefined : Math.floor(start / 1e6),
    in_init_tree: isFirst ? true : cameIn ? false : undefined,
    opened: cameIn ? present({ uid }) : undefined,
  })
}

/** Tracee's hash of a process and its start; 0 is none. */
const entityAt = (id: unknown): string | undefined => (typeof id === 'number' && id !== 0 ? String(id) : undefined)
