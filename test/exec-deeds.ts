/** People who go into containers, as every source would tell of it: events made by hand, for the tests of who is behind what. */
import type { ActingProcess, Event } from '../src/model/event.ts'
import { anEntity, anEvent } from './fixture.ts'

export const containerId = (number: number): string => number.toString(16).padStart(2, '0').repeat(32)
export const podOf = (container: string): string => `shop/web-${container.slice(0, 2)}`
export const RUNTIME = '/usr/bin/containerd-shim-runc-v2 -namespace moby'

const at = (source: string): Pick<Event, 'place'> => ({ place: { source, file: `${source}.jsonl`, line: ++line } })
let line = 0

/** The engine tells of a container, and of which pod it is. */
export const started = (container: string, time: number, isInPod = true): Event =>
  anEvent({
    ...at('docker-engine'),
    time,
    class_name: 'Application Lifecycle',
    activity_name: 'Start',
    operation: 'container start',
    entities: [anEntity('container', container)],
    facts: isInPod
      ? [
          {
            subject: { type: 'container', uid: container },
            relation: 'part-of',
            object: { type: 'pod', uid: podOf(container) },
          },
        ]
      : [],
  })

/** Something else that a source says, so that it is known to have listened. */
export const said = (source: string, time: number): Event =>
  anEvent({
    ...at(source),
    time,
    class_name:
      source === 'kubernetes-audit'
        ? 'API Activity'
        : source === 'docker-engine'
          ? 'Application Lifecycle'
          : 'Process Activity',
    activity_name: 'Other',
    operation: 'something else',
    ...(source === 'kubernetes-audit' && {
      entities: [anEntity('principal', 'system:apiserver', 'actor')],
      views: [{ logsource: { product: 'kubernetes', service: 'audit' }, fields: { derived: { stage: 'started' } } }],
    }),
    ...(source === 'tetragon' && { process: { pid: 1 }, entities: [anEntity('node', 'node1', 'context')] }),
  })

export const gap = (from: number, time: number): Event =>
  anEvent({
    ...at('docker-engine'),
    time,
    class_name: 'Inventory Info',
    activity_name: 'Other',
    operation: 'engine gap',
    details: { start_time: from, end_time: time },
  })

export const apiExec = (container: string, time: number, session: string, principal: string, command: string): Event =>
  anEvent({
    ...at('kubernetes-audit'),
    time,
    activity_name: 'Other',
    status: 'Success',
    operation: 'pods/exec create',
    operation_uid: session,
    command,
    entities: [
      anEntity('principal', principal, 'actor'),
      anEntity('address', '10.20.0.11', 'origin'),
      anEntity('pod', podOf(container)),
      anEntity('session', session, 'context'),
    ],
    views: [{ logsource: { product: 'kubernetes', service: 'audit' }, fields: { derived: { stage: 'started' } } }],
  })

export const engineExec = (container: string, time: number, uid: string, command: string): Event =>
  anEvent({
    ...at('docker-engine'),
    time,
    class_name: 'Process Activity',
    activity_name: 'Launch',
    operation: 'container exec_start',
    operation_uid: uid,
    command,
    entities: [anEntity('container', container)],
  })

/** A program that begins, in a container or on the node itself. */
export const program = (container: string | undefined, time: number, command: string, process: ActingProcess): Event =>
  anEvent({
    ...at('tetragon'),
    time,
    class_name: 'Process Activity',
    activity_name: 'Launch',
    operation: 'process_exec',
    command,
    process,
    entities: [
      ...(container === undefined ? [] : [anEntity('container', container)]),
      anEntity('node', 'node1', 'context'),
    ],
    views: [{ logsource: { product: 'linux', category: 'process_creation' }, fields: { CommandLine: command } }],
  })

/** The first process of an exec, as a sensor tells it that knows all. */
export const opened = (pid: number, more: ActingProcess = {}): ActingProcess => ({
  pid,
  parent_pid: 7,
  parent_command: RUNTIME,
  opened: { by: 'runtime' },
  in_init_tree: false,
  ...more,
})
