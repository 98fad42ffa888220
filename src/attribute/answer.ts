/** Who is behind an exec or a process, by what is known around its container: the person and the session, or why that cannot be said. */
import type { Candidate, WhoAnswer } from '../model/attribution.ts'
import { wasListening } from './heard.ts'
import { HEALTHCHECK, isBetween, NOT_YET, unknowable, WINDOW, type Exec, type Root } from './asked.ts'
import { likenessOf } from './command.ts'
import { isByRuntime, loginOf, type ApiSession, type HostClient } from './opening.ts'
import { canAsk, canFollow, canRun, canRunDirectly, isItsProcess, wasEngineHeard, type Scene } from './scene.ts'

export function answerOfExec(scene: Scene, exec: Exec): WhoAnswer {
  if (exec.healthcheck) return HEALTHCHECK
  if (isCrowded(scene, exec)) return CROWDED
  const session = scene.sessionOf.get(exec)
  if (session) return bySession(session, exec, isHeardAround(scene, session) ? 1 : 0.9)
  const { isInPod, api } = scene
  const free = scene.sessions.filter((each) => !scene.execOfSession.has(each))
  const possible = free.filter((each) => canFollow(each, exec))
  const clients = scene.clients.filter((each) => canAsk(each, exec))
  if (possible.length > 0) return oneOf([...possible.map(ofSession), ...clients.map(ofClient), SOMEBODY], exec)
  const isNear = ({ at, command }: ApiSession): boolean =>
    isBetween(exec.at, at - WINDOW.twoClocks, at + WINDOW.nobody) && likenessOf(command, exec.command) !== 'other'
  if (scene.isOwn(exec.command)) return OF_SPECIFICATION
  if (free.some((each) => !scene.led.has(each) && isNear(each)))
    return ofEngine(exec, 'a session of the API is near that is not accounted for')
  if (isInPod && !(api.since <= exec.at - WINDOW.sessionToExec && exec.at <= api.until))
    return ofEngine(exec, 'the log of the API server was not heard then')
  if (isInPod && !api.isPrompt) return ofEngine(exec, 'the log of the API server tells of sessions only when they end')
  return byClient(scene, exec, clients)
}

/** Whether all execs that a session may have led to were heard of. */
const isHeardAround = (scene: Scene, { at }: ApiSession): boolean =>
  wasEngineHeard(scene, at, WINDOW.sessionToExec) && untilOf(scene) >= at + WINDOW.sessionToExec
const untilOf = ({ engine }: Scene): number => engine?.until ?? -Infinity
const isCrowded = ({ crowdedUntil }: Scene, { at }: Exec | Root): boolean => at < crowdedUntil + WINDOW.burst
const CROWDED = unknowable('more went in at once than is remembered')

/** No API session asked for it: then it was a client of the engine, which a sensor of the host may have seen. */
function byClient(scene: Scene, exec: Exec, clients: readonly HostClient[]): WhoAnswer {
  const [client, other] = clients
  if (other) return oneOf(clients.map(ofClient), exec)
  if (!client)
    return ofEngine(
      exec,
      scene.hostUntil < exec.at
        ? 'an engine does not say who calls it, and no sensor of its host was heard'
        : 'an engine does not say who calls it, and no client was seen on its host',
    )
  const rivals = scene.execs.filter((each) => each !== exec && !scene.sessionOf.has(each) && canAsk(client, each))
  if (rivals.length > 0) return oneOf([ofClient(client), SOMEBODY], exec)
  if (client.principal === undefined) return ofEngine(exec, `${client.words[0]} ran on the host without a login`)
  return {
    state: 'known',
    way: 'engine',
    ...sessionOf(exec),
    principal: client.principal,
    confidence: 0.9,
    why: `the only ${client.words.slice(0, 2).join(' ')} on the host that asked for this command in this container`,
  }
}

export function answerOfRoot(scene: Scene, root: Root): WhoAnswer {
  const byHost = isByRuntime(root.process) === false ? answerOfHost(scene, root) : undefined
  if (byHost) return byHost
  if (isCrowded(scene, root)) return CROWDED
  const exec = scene.execOf.get(root)
  if (exec) return root.before ? eitherOf(root.before, [exec]) : throughExec(scene, root, exec)
  if (!wasEngineHeard(scene, root.at)) return withoutEngine(scene, root)
  const possible = scene.execs.filter((each) => !scene.seen.has(each) && canRun(each, root))
  if (possible.length === 0) return root.before?.answer ?? byNobody(scene, root)
  return eitherOf(root.before, possible)
}

function eitherOf(before: Root | undefined, execs: readonly Exec[]): WhoAnswer {
  const asked = before ? [...execs, before] : execs
  if (asked.some(({ answer }) => answer.state === 'not-yet')) return NOT_YET
  return oneOf(
    asked.flatMap(({ answer }) => answer.candidates ?? [candidateOf(answer)]),
    undefined,
  )
}

const candidateOf = ({ session, principal }: WhoAnswer): Candidate => ({
  ...(session !== undefined && { session }),
  ...(principal !== undefined && { principal }),
})

function throughExec(scene: Scene, root: Root, exec: Exec): WhoAnswer {
  const { answer } = exec
  const isCertain =
    isItsProcess(exec, root) ?? (root.isSure && isByRuntime(root.process) === true && untilOf(scene) >= root.at)
  return answer.confidence === 1 && !isCertain ? { ...answer, confidence: 0.9 } : answer
}

/** Opened by a process of the host itself, as `nsenter` does: the kernel may know who logged in there. */
function answerOfHost({ clients }: Scene, { process, node }: Root): WhoAnswer | undefined {
  const client = clients.find(
    (each) =>
      each.node === node &&
      each.process.pid !== undefined &&
      (each.process.pid === process.pid || each.process.pid === process.parent_pid),
  )
  const principal = loginOf(process, node) ?? client?.principal
  if (principal === undefined) return undefined
  const why = client ? `${client.words[0]} on the host, which is its parent` : 'the login that the kernel keeps of it'
  return { state: 'known', way: 'host', principal, confidence: 1, why }
}

/** Where no engine tells of its execs, a session of the API may be tied to its process, and never surely: the engine has other callers. */
function withoutEngine(scene: Scene, root: Root): WhoAnswer {
  const possible = scene.sessions.filter((each) => canRunDirectly(each, root))
  const [session, other] = possible
  if (!session) return unknowable('no engine was heard that tells of the execs in this container')
  const rivals = scene.roots.filter(
    (each) => each !== root && each.place.source === root.place.source && canRunDirectly(session, each),
  )
  const clients = scene.clients.filter((each) => canAsk(each, root))
  if (!other && rivals.length === 0 && clients.length === 0) return bySession(session, undefined, 0.9)
  return oneOf([...possible.map(ofSession), ...clients.map(ofClient)], undefined)
}

/** Nothing asked for it: that is said only where all who could have told were heard, and all that is near is accounted for. */
function byNobody(scene: Scene, root: Root): WhoAnswer {
  const { api, isInPod } = scene
  if (!root.isSure)
    return unknowable(
      'its sensor does not say whether it descends from the first process, or from a session begun before',
    )
  const { engine } = scene
  const from = root.at - WINDOW.sessionToRoot
  if (!engine || !wasListening(engine, from, root.at + WINDOW.quiet) || engine.until < root.at + WINDOW.quiet)
    return unknowable('the engine was not heard then')
  if (isInPod && !(api.since <= from && root.at + WINDOW.quiet <= api.until))
    return unknowable('the log of the API server was not heard then')
  if (isInPod && !api.isPrompt) return unknowable('the log of the API server tells of sessions only when they end')
  const isNear = ({ at }: { readonly at: number }): boolean =>
    isBetween(at, root.at - WINDOW.nobody, root.at + WINDOW.quiet)
  const isProbe = (exec: Exec): boolean => exec.healthcheck && likenessOf(exec.command, root.command) === 'other'
  if (scene.execs.some((each) => isNear(each) && !scene.ran.has(each) && !isProbe(each)))
    return unknowable('an exec of the engine is near that is not accounted for')
  if (scene.sessions.some((each) => isNear(each) && !scene.led.has(each)))
    return unknowable('a session of the API is near that is not accounted for')
  return { state: 'known', way: 'nobody', confidence: 1, why: 'neither the API server nor the engine was asked for it' }
}

const bySession = (session: ApiSession, exec: Exec | undefined, confidence: 1 | 0.9): WhoAnswer => ({
  state: 'known',
  way: 'api',
  session: session.uid,
  ...(exec?.uid !== undefined && { exec: exec.uid }),
  ...(session.principal !== undefined && { principal: session.principal }),
  ...(session.address !== undefined && { address: session.address }),
  confidence,
  why: exec
    ? 'the only session of the API that asked for this command in this container, and the only exec of it'
    : 'the only session of the API that asked for this command in this container, and its only process; no engine was heard',
})

const sessionOf = ({ uid }: Exec): Pick<WhoAnswer, 'session' | 'exec'> =>
  uid === undefined ? {} : { session: uid, exec: uid }

/** That nobody else asked for the same is not known. */
const OF_SPECIFICATION: WhoAnswer = {
  state: 'known',
  way: 'container',
  confidence: 0.9,
  why: 'the specification of its pod has this command run in it',
}

const ofEngine = (exec: Exec, why: string): WhoAnswer => unknowable(why, { way: 'engine', ...sessionOf(exec) })

const ofSession = ({ uid, principal }: ApiSession): Candidate => ({
  session: uid,
  ...(principal !== undefined && { principal }),
})
const ofClient = ({ principal }: HostClient): Candidate => (principal === undefined ? {} : { principal })

/** Whoever calls the engine past the API. */
const SOMEBODY: Candidate = {}

/** Several are possible: the person is still known where all of them are one person's. */
function oneOf(all: readonly Candidate[], exec: Exec | undefined): WhoAnswer {
  const candidates = [...new Map(all.map((each) => [`${each.session ?? ''} ${each.principal ?? ''}`, each]))]
    .toSorted(([a], [b]) => (a > b ? -1 : 1))
    .map(([, each]) => each)
  const named = exec?.uid === undefined ? {} : { exec: exec.uid }
  const principals = new Set(candidates.map(({ principal }) => principal))
  const [principal] = principals
  return principals.size === 1 && principal !== undefined
    ? {
        state: 'known',
        ...named,
        principal,
        confidence: 0.9,
        candidates,
        why: 'all sessions that it may belong to are of one person',
      }
    : unknowable('it may belong to any of these sessions', { ...named, candidates })
}
