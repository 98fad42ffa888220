/**
 * The law of the exec join: none is wrong. Random people go into random containers by random ways, the sources tell of it late, out of
 * order and with losses, and every answer names the right session and person, or says that it does not know.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import {
  apiExec,
  containerId,
  engineExec,
  gap,
  opened,
  program,
  RUNTIME,
  said,
  started,
} from '../../test/exec-deeds.ts'
import type { WhoAnswer } from '../model/attribution.ts'
import type { ActingProcess, Event } from '../model/event.ts'
import { isOwn } from '../model/own-event.ts'
import { attribute } from './attribute.ts'

const T = 1_700_000_000_000
const CONTAINERS = [containerId(1), containerId(2), containerId(3)]
/** The last is of no pod. */
const isInPod = (container: string): boolean => container !== CONTAINERS[2]

interface Deed {
  readonly way: 'api' | 'engine' | 'nsenter' | 'own'
  readonly container: number
  readonly person: string
  readonly command: string
  /** Milliseconds since the first, and from each step to the next. */
  readonly at: number
  readonly steps: readonly [number, number]
  readonly skew: number
  readonly isLoggedIn: boolean
  /** What its sensors lose. */
  readonly lost: { readonly process: boolean; readonly client: boolean }
  readonly child: number | undefined
}
interface World {
  readonly deeds: readonly Deed[]
  readonly isApiHeard: boolean
  /** The engine does not listen from then on for a while, and says so. */
  readonly deaf: number | undefined
  /** Whether the sensor of processes tells of parents. */
  readonly tellsParents: boolean
  readonly lag: readonly [number, number, number]
  /** How each record is out of order, in milliseconds. */
  readonly shuffle: readonly number[]
}

const deed: fc.Arbitrary<Deed> = fc.record({
  way: fc.constantFrom('api', 'api', 'engine', 'nsenter', 'own'),
  container: fc.integer({ min: 0, max: CONTAINERS.length - 1 }),
  person: fc.constantFrom('ana', 'ben', 'carla'),
  command: fc.constantFrom('sh', 'sh', 'id', 'ls -l /root'),
  at: fc.integer({ min: 0, max: 12_000 }),
  steps: fc.tuple(fc.integer({ min: 5, max: 2_000 }), fc.integer({ min: 0, max: 600 })),
  skew: fc.integer({ min: -400, max: 400 }),
  isLoggedIn: fc.boolean(),
  lost: fc.record({ process: fc.integer({ min: 0, max: 3 }).map((n) => n === 0), client: fc.boolean() }),
  child: fc.option(fc.integer({ min: 10, max: 20_000 }), { nil: undefined }),
})
const world: fc.Arbitrary<World> = fc.record({
  deeds: fc.array(deed, { minLength: 1, maxLength: 9 }),
  isApiHeard: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
  deaf: fc.option(fc.integer({ min: 0, max: 12_000 }), { nil: undefined, freq: 3 }),
  tellsParents: fc.boolean(),
  lag: fc.tuple(
    fc.integer({ min: 0, max: 1_500 }),
    fc.integer({ min: 0, max: 1_500 }),
    fc.integer({ min: 0, max: 20_000 }),
  ),
  shuffle: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 8, maxLength: 8 }),
})

interface Truth {
  readonly deed: Deed
  readonly session: string
}
const DEAF = 4_000

/** Every record that is told, and what is true of those of which it is asked who is behind them. */
function tell({ deeds, isApiHeard, deaf, tellsParents }: World): { events: Event[]; truths: Map<string, Truth> } {
  const events: Event[] = []
  const truths = new Map<string, Truth>()
  const isDeaf = (time: number): boolean => deaf !== undefined && time >= T + deaf && time <= T + deaf + DEAF
  deeds.forEach((deed, index) => {
    const { way, command, steps, lost, isLoggedIn, person, child } = deed
    const container = CONTAINERS[deed.container] as string
    const isApi = way === 'api' && isInPod(container)
    const [asked, pid] = [T + deed.at, 1_000 + index * 10]
    const login = isLoggedIn ? { login: person } : {}
    const truth: Truth = {
      deed: { ...deed, way: isApi || way !== 'api' ? way : 'engine' },
      session: isApi ? `audit-${index}` : `exec-${index}`,
    }
    const process = (time: number, parent: string, told: ActingProcess): void => {
      const hidden: ActingProcess = tellsParents
        ? told
        : { pid, ...(told.in_init_tree !== undefined && { in_init_tree: told.in_init_tree }) }
      const event = program(container, time, command, hidden)
      if (!lost.process) events.push(event)
      truths.set(event.uid, truth)
      if (child === undefined) return
      const inner = program(container, time + child, 'cat /etc/passwd', {
        pid: pid + 1,
        parent_pid: pid,
        in_init_tree: told.in_init_tree === true,
        parent_command: parent,
      })
      events.push(inner)
      truths.set(inner.uid, truth)
    }
    if (way === 'own') return process(asked, command, { pid, parent_pid: 8, in_init_tree: true })
    if (way === 'nsenter') {
      const enter = `nsenter -t 8 -m ${command}`
      if (!lost.client) events.push(program(undefined, asked, enter, { pid: pid + 5, ...login }))
      return process(
        asked + 3,
        command,
        opened(pid, { parent_pid: pid + 5, parent_command: enter, opened: { by: 'host' }, ...login }),
      )
    }
    const exec = engineExec(container, asked + steps[0], `exec-${index}`, command)
    if (isApi && isApiHeard) events.push(apiExec(container, asked + deed.skew, `audit-${index}`, person, command))
    else if (!isApi && !lost.client)
      events.push(
        program(undefined, asked, `docker exec ${container.slice(0, 12)} ${command}`, { pid: pid + 5, ...login }),
      )
    if (!isDeaf(exec.time)) events.push(exec)
    truths.set(exec.uid, truth)
    process(exec.time + steps[1], command, opened(pid, { parent_command: RUNTIME }))
  })
  for (let time = T - 20_000; time < T + 60_000; time += 1_000) {
    if (isApiHeard) events.push(said('kubernetes-audit', time))
    if (!isDeaf(time)) events.push(said('docker-engine', time))
    events.push(said('tetragon', time))
  }
  if (deaf !== undefined) events.push(gap(T + deaf, T + deaf + DEAF))
  return { events, truths }
}

/** As they arrive: each source with a lag of its own, and a little out of order; but a gap is told before what comes after it. */
function arrive(events: readonly Event[], { lag, shuffle }: Pick<World, 'lag' | 'shuffle'>): Event[] {
  const sources = ['kubernetes-audit', 'docker-engine', 'tetragon']
  const lateBy = (event: Event, at: number): number =>
    (lag[sources.indexOf(event.place.source)] ?? 0) +
    (event.operation === 'engine gap' ? -1 : (shuffle[at % shuffle.length] ?? 0))
  const arrival = new Map(events.map((event, at) => [event, event.time + lateBy(event, at)]))
  return events.toSorted((a, b) => (arrival.get(a) ?? 0) - (arrival.get(b) ?? 0))
}

function answersTo(events: readonly Event[]): Map<string, WhoAnswer> {
  const stage = attribute()
  const all = [...CONTAINERS.map((container) => started(container, T - 90_000, isInPod(container))), ...events]
  const out = [...all.flatMap((event) => stage.observe(event)), ...(stage.end?.() ?? [])]
  const later = new Map(
    out.filter(isOwn).map(({ place, raw }) => [`${place.file} ${place.line}`, raw['fields'] as unknown as WhoAnswer]),
  )
  const found = new Map<string, WhoAnswer>()
  for (const event of out) {
    if (isOwn(event) || !event.attributed?.who) continue
    const answer =
      event.attributed.who.state === 'not-yet'
        ? (later.get(`${event.place.file} ${event.place.line}`) ?? event.attributed.who)
        : event.attributed.who
    found.set(event.uid, answer)
  }
  return found
}

/** Without what the word of it adds. */
const essence = (answers: ReadonlyMap<string, WhoAnswer>): Map<string, object | undefined> =>
  new Map(
    [...answers].map(([uid, { state, way, session, principal, confidence, candidates, why }]) => [
      uid,
      state === 'not-yet'
        ? undefined
        : { state, way, session, principal, confidence, candidates: JSON.stringify(candidates ?? []), why },
    ]),
  )

/** What is wrong about an answer; nothing where it is right, or says that it does not know. */
function wrongOf({ state, way, session, principal }: WhoAnswer, { deed, session: own }: Truth): string | undefined {
  if (state !== 'known') return undefined
  if (way === 'container') return deed.way === 'own' ? undefined : 'it is not the container’s own'
  if (deed.way === 'own') return 'it is the container’s own'
  if (way === 'nobody') return deed.way === 'nsenter' ? undefined : `somebody asked for it by ${deed.way}`
  if (session !== undefined && session !== own) return `its session is ${own}`
  const person = way === 'api' || deed.way === 'api' ? deed.person : `${deed.person}@node1`
  return principal === undefined || principal === person ? undefined : `it was ${person}`
}

/**
 * What is less than certain says so, and why: a sensor that does not tell parents cannot tell `nsenter` from an exec whose own process it
 * lost; and a client on the host that was not seen may have asked for the same while the engine was not heard, or in the same seconds.
 */
const mayErr = ({ confidence }: WhoAnswer, { tellsParents, deeds }: World): boolean =>
  confidence === 0.9 && (!tellsParents || deeds.some(({ lost }) => lost.client))

describe('the law of the exec join', () => {
  it('names nobody wrongly, whatever is lost, late or ambiguous', () => {
    let [known, all] = [0, 0]
    fc.assert(
      fc.property(world, (given) => {
        const { events, truths } = tell(given)
        const answers = answersTo(arrive(events, given))
        for (const [uid, truth] of truths) {
          const answer = answers.get(uid)
          if (!answer) continue
          all++
          if (answer.state === 'known') known++
          const wrong = mayErr(answer, given) ? undefined : wrongOf(answer, truth)
          assert.equal(wrong, undefined, `${wrong}: ${JSON.stringify(answer)}`)
        }
      }),
      { numRuns: Number(process.env['JOIN_RUNS'] ?? 300) },
    )
    assert.ok(known > all / 3, `only ${known} of ${all} were known`)
  })
  it('answers the same in the end, in whatever order the records came within what it waits for', () => {
    const orders = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 7, maxLength: 7 })
    fc.assert(
      fc.property(world, orders, (given, shuffle) => {
        const { events } = tell(given)
        const [one, other] = [given.shuffle, shuffle].map((each) =>
          essence(answersTo(arrive(events, { lag: [0, 0, 0], shuffle: each }))),
        )
        // What descends from what is not answered for yet has no word of its own.
        for (const [uid, answer] of one ?? []) if (answer && other?.get(uid)) assert.deepEqual(other.get(uid), answer)
      }),
      { numRuns: Number(process.env['JOIN_RUNS'] ?? 200) },
    )
  })
})
