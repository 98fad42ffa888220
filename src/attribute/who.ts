/** Who is behind what happens in containers: ties API sessions, execs of engines and processes together, as what tells of them is heard. */
import type { WhoAnswer } from '../model/attribution.ts'
import type { ActingProcess, Event } from '../model/event.ts'
import { answerOfExec, answerOfRoot } from './answer.ts'
import { HEALTHCHECK, NOT_YET, unknowable, WINDOW, type Exec, type Root } from './asked.ts'
import { contextOf } from './context.ts'
import { createDoors } from './doors.ts'
import { nodeOf, type Heard, type Stream } from './heard.ts'
import type { Manifest } from './manifest.ts'
import type { Thing } from './thing.ts'
import { apiSessionOf, engineExecOf, hostClientOf, type HostClient } from './opening.ts'
import { createProbes } from './probes.ts'
import { createScene, endOfBurst, type Scene } from './scene.ts'
import { createTrees, type Told } from './trees.ts'
import { createWaiting } from './waiting.ts'

export interface Who {
  /** What an event tells, and who is behind it as far as that can be said now; nothing where the question makes no sense. */
  observe(event: Event, container: Thing | undefined, stream: Stream): WhoAnswer | undefined
  /** Those of which it can be said now what could not be said when they were seen. `isEnd`: nothing more will be heard. */
  settled(isEnd: boolean): readonly (Exec | Root)[]
}

const CLIENTS = 1_000
/** Questions that wait for an answer; the oldest is given up first. */
const WAITING = 50_000
/** Milliseconds of event time until those are looked at again for which not everything was heard, and as a share of how long they wait. */
const [PAUSE, BACKOFF] = [500, 1 / 8]

export function createWho(manifest: Manifest, heard: Heard): Who {
  const doors = createDoors()
  const clients: HostClient[] = []
  const probes = createProbes(manifest)
  const trees = createTrees((a, b) => manifest.current(a) === manifest.current(b))
  const waiting = createWaiting(WAITING)
  let given: (Exec | Root)[] = []

  const ask = (asked: Exec | Root): void => {
    if (asked.answer !== NOT_YET) return
    if (asked.at < heard.newest - WINDOW.patience) give(asked, TOLD_LATE)
    else waitUntil(asked, asked.at + WINDOW.quiet + WINDOW.late)
  }
  const waitUntil = (asked: Exec | Root, due: number): void => {
    for (const each of waiting.put(asked, due)) give(each, unknowable('too many others waited for an answer'))
  }
  const give = (asked: Exec | Root, answer: WhoAnswer): void => {
    asked.answer = answer
    if (answer.state === 'not-yet') waitUntil(asked, againAt(asked))
    else given.push(asked)
  }
  const againAt = ({ at }: Exec | Root): number => heard.newest + Math.max(PAUSE, (heard.newest - at) * BACKOFF)

  const ownOf = (container: Thing, at: number): WhoAnswer => contextOf(container, manifest, at).own

  const hearExec = (event: Event, container: Thing, stream: Stream): WhoAnswer | undefined => {
    const told = engineExecOf(event)
    if (!told) return undefined
    const known = doors.execOf(container, told, stream)
    if (known) return known.answer
    const exec: Exec = { kind: 'exec', container, stream, ...told, answer: told.healthcheck ? HEALTHCHECK : NOT_YET }
    doors.addExec(exec, heard.newest)
    ask(exec)
    return exec.answer
  }

  const hearProcess = (event: Event, process: ActingProcess, container: Thing, stream: Stream): WhoAnswer => {
    if (process.in_init_tree === true) return ownOf(container, event.time)
    const node = nodeOf(event.entities)
    const told: Told = { process, node: node ?? '', container, isStart: startsProgram(event) }
    const before = trees.before(told)
    const known = trees.rootOf(told)
    if (event.activity_name === 'Terminate') trees.end(told)
    if (known) return known === 'own' ? ownOf(container, event.time) : known.answer
    if (!told.isStart && process.created_time === undefined && !process.opened) return BEGUN_UNSEEN
    const root = rootOf(event, told, { stream, node, before })
    doors.addRoot(root, heard.newest)
    ask(root)
    trees.put(told, root)
    return root.answer
  }

  /** When to look again, where more is to be heard before anything can be said. */
  const sceneOf = (asked: Exec | Root, isEnd: boolean): Scene | number => {
    const { at, stream } = asked
    const container = manifest.current(asked.container)
    const isOver = isEnd || heard.newest >= at + WINDOW.patience
    const pod = manifest.objectOf(container, 'part-of', 'pod', at)
    const hostUntil = heard.hostUntil(manifest.objectOf(container, 'runs-on', 'node', at)?.uid)
    const { engine } = container
    const needed = [stream.until, engine?.until, pod && heard.api.until, hostUntil > -Infinity ? hostUntil : undefined]
    const until = isOver ? Infinity : Math.min(...needed.filter((each) => each !== undefined)) - WINDOW.late
    if (until < at + WINDOW.quiet) return againAt(asked)
    const name = manifest.objectOf(container, 'known-as', 'container', at)?.uid
    const doorway = doors.at(container, asked.container, pod, name)
    const end = endOfBurst(doorway, at)
    if (until < end) return Math.max(end + WINDOW.late, againAt(asked))
    const isOwn = (command: string | undefined): boolean => probes.isAskedFor(container, command, at)
    const around = { ...doorway, clients, isOwn, isInPod: pod !== undefined, engine, api: heard.api, hostUntil }
    return createScene(around, at - WINDOW.burst, end)
  }
  /** The record of a process may come before that of its parent. */
  const answerOfParent = ({ process, node = '', isSure, container, at }: Root): WhoAnswer | undefined => {
    const parent = isSure ? undefined : trees.rootOfParent({ process, node, container, isStart: true })
    return parent === 'own' ? ownOf(container, at) : parent?.answer
  }
  /** Processes are answered through their execs. */
  const look = (isEnd: boolean): void => {
    const due = waiting.take(isEnd ? Infinity : heard.newest)
    if (due.length === 0) return
    for (const kind of ['exec', 'root'] as const)
      for (const asked of due) {
        if (asked.kind !== kind) continue
        const scene = sceneOf(asked, isEnd)
        if (typeof scene === 'number') waitUntil(asked, scene)
        else if (asked.kind === 'exec') give(asked, answerOfExec(scene, asked))
        else give(asked, answerOfParent(asked) ?? answerOfRoot(scene, asked))
      }
  }

  return {
    observe(event, container, stream) {
      if (event.class_name === 'API Activity') {
        probes.learn(event)
        const session = apiSessionOf(event)
        if (session) doors.addSession(session, heard.newest)
        return undefined
      }
      if (!container) {
        const client = hostClientOf(event)
        if (client && clients.push(client) > CLIENTS) clients.shift()
        return undefined
      }
      return (
        hearExec(event, container, stream) ?? (event.process && hearProcess(event, event.process, container, stream))
      )
    },
    settled(isEnd) {
      look(isEnd)
      if (given.length === 0) return given
      const all = given
      given = []
      return all
    },
  }
}

/** By then what asked for it may be forgotten. */
const TOLD_LATE = unknowable('it was told of too long after it happened')
const BEGUN_UNSEEN = unknowable('the beginning of the process was not seen')

const startsProgram = ({ class_name, activity_name, views }: Event): boolean =>
  class_name === 'Process Activity' &&
  activity_name === 'Launch' &&
  views.some(({ logsource }) => logsource.category === 'process_creation')

function rootOf(
  { time, command, place }: Event,
  { process, container, isStart }: Told,
  where: Pick<Root, 'stream' | 'node' | 'before'>,
): Root {
  const isFirst = process.opened?.uid === undefined || process.opened.uid === process.uid
  return {
    kind: 'root',
    container,
    ...where,
    // Its first program, where it is not seen itself.
    at: isFirst && isStart ? time : (process.opened?.time ?? process.created_time ?? time),
    command: isFirst ? command : process.opened?.command,
    place,
    process,
    isSure: process.in_init_tree === false && process.opened !== undefined,
    answer: NOT_YET,
  }
}
