/** The ways into a container that records tell of: a session of the API, an exec of an engine, a program of the host that asks for one. */
import { entityOf } from '../model/entity.ts'
import type { ActingProcess, Event } from '../model/event.ts'
import type { Place } from '../model/record.ts'
import { execIdOf, isHealthcheck, nodeOf } from './heard.ts'

/** `pods/exec`, asked for and let. */
export interface ApiSession {
  readonly uid: string
  /** When it began. */
  readonly at: number
  readonly pod: string
  /** `shop/web-1/app`; a request need not name it. */
  readonly container: string | undefined
  readonly command: string | undefined
  readonly principal: string | undefined
  readonly address: string | undefined
}

export interface EngineExec {
  readonly uid: string | undefined
  readonly at: number
  readonly command: string | undefined
  readonly node: string | undefined
  /** The number of its process on the node, where the engine says it. */
  readonly pid: number | undefined
  readonly healthcheck: boolean
  readonly place: Place
}

/** `docker exec`, `crictl exec`, `nsenter`: a process of the host itself. */
export interface HostClient {
  readonly at: number
  readonly node: string | undefined
  readonly process: ActingProcess
  readonly words: readonly string[]
  /** `ana@node1`, where the kernel knows who logged in. */
  readonly principal: string | undefined
}

export function apiSessionOf({ operation, status, entities, time, details, command }: Event): ApiSession | undefined {
  if (!operation?.startsWith('pods/exec ') || status !== 'Success') return undefined
  const [session, pod] = [entityOf(entities, 'context', 'session'), entityOf(entities, 'target', 'pod')]
  if (!session || !pod) return undefined
  // Told at its end alone, it says how long it lasted.
  const duration = details?.['duration']
  return {
    uid: session.uid,
    at: typeof duration === 'number' ? time - duration : time,
    pod: pod.uid,
    container: entityOf(entities, 'target', 'container')?.uid,
    command,
    principal: entityOf(entities, 'actor', 'principal')?.uid,
    address: entityOf(entities, 'origin', 'address')?.uid,
  }
}

/** What engines call the start of a process in a container that runs. */
const EXECS: ReadonlySet<string | undefined> = new Set(['container exec_start'])

export function engineExecOf(event: Event): EngineExec | undefined {
  const { operation, operation_uid, time: at, command, entities, details, place } = event
  if (!EXECS.has(operation)) return undefined
  const [uid, pid] = [execIdOf(event) ?? operation_uid, details?.['pid']]
  const told = { uid, pid: typeof pid === 'number' ? pid : undefined, healthcheck: isHealthcheck(event) }
  return { ...told, at, command, node: nodeOf(entities), place }
}

const CLIENTS = /(?:^|\/)(?:docker|podman|nerdctl|crictl|ctr)$/
const ENTERS = /(?:^|\/)nsenter$/
/** A command line longer than this is no client's. */
const WORDS = 200

export function hostClientOf({
  class_name,
  activity_name,
  command,
  process,
  entities,
  time,
}: Event): HostClient | undefined {
  if (class_name !== 'Process Activity' || activity_name !== 'Launch' || !process || command === undefined)
    return undefined
  const words = command.trim().split(/\s+/, WORDS)
  const [program = ''] = words
  if (!(ENTERS.test(program) || (CLIENTS.test(program) && words.includes('exec')))) return undefined
  const node = nodeOf(entities)
  return { at: time, node, process, words, principal: loginOf(process, node) }
}

export const loginOf = ({ login }: ActingProcess, node: string | undefined): string | undefined =>
  login === undefined || node === undefined ? undefined : `${login}@${node}`

/** The command that a client asks an engine to run in this container; nothing where it means another one. */
export function askedBy(
  { words }: HostClient,
  container: { readonly uid: string; readonly name: string | undefined },
): string | undefined {
  const exec = words.indexOf('exec')
  const named = words.findIndex((word, at) => at > exec && isNameOf(word, container))
  return exec === -1 || named === -1 ? undefined : words.slice(named + 1).join(' ')
}

/** An engine takes as many of the first digits as are needed to tell containers apart. */
const isNameOf = (word: string, { uid, name }: { readonly uid: string; readonly name: string | undefined }): boolean =>
  word === name || (/^[0-9a-f]{3,64}$/.test(word) && uid.startsWith(word))

/** What container runtimes call the processes that start others in a container. */
const RUNTIMES =
  /(?:^|\/)(?:(?:docker-)?containerd-shim(?:-[\w-]+)?|runc(?::\[2:INIT\])?|crun|youki|runsc|conmon(?:rs)?|crio|dockerd|containerd)$/

/** Whether a runtime brought it into its container, as its sensor tells; `undefined` where it does not tell. */
export function isByRuntime({ opened, parent_command }: ActingProcess): boolean | undefined {
  if (opened?.by !== undefined) return opened.by === 'runtime'
  const [program] = (parent_command ?? '').split(/\s+/, 1)
  return program === undefined || program === '' ? undefined : RUNTIMES.test(program)
}
