/** Measures engines side by side: one lane, one set of rules, round after round in turn, so that all share the weather. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { engines } from './engines/engines.ts'
import { findProgram, matchWithCommand, runCommand, runLibrary } from './engines/rsigma.ts'
import type { Figure, Footing } from './figures.ts'
import { makeLane } from './lanes/lanes.ts'
import { type Measured, medianOf, spreadOf } from './measured.ts'
import { temporaryFolder } from './temporary.ts'
import { Session } from './session.ts'

export interface Options {
  /** Records in a lane. */
  events: number
  rounds: number
  /** CPU seconds that one measurement aims at. */
  seconds: number
  /** The engines that take part; all that are there where none is named. */
  engines: string[]
}

/** A lane as files: once, and four times over for rsigma, whose load time has to be taken off. */
export interface LaneFile {
  lane: string
  once: string
  fourfold: string
}

export function writeLane(lane: string, events: number): LaneFile {
  const block = makeLane(lane, events)
  const folder = temporaryFolder(lane)
  const once = join(folder, 'once.ndjson')
  const fourfold = join(folder, 'fourfold.ndjson')
  writeFileSync(once, block)
  writeFileSync(fourfold, Buffer.concat([block, block, block, block]))
  return { lane, once, fourfold }
}

interface Contestant {
  engine: string
  /** CPU seconds for the lane once. */
  run: (lane: LaneFile) => Promise<Measured>
  match: (lane: LaneFile) => Promise<Set<string> | undefined>
  footing: Footing
  stop: () => void
}

/** Loads the rules into every engine that is there. */
export async function openContest(
  rules: string,
  folder: string,
  files: string[],
  options: Options,
): Promise<Contestant[]> {
  const wanted = (engine: string): boolean => options.engines.length === 0 || options.engines.includes(engine)
  const inside = engines.filter(({ id }) => wanted(id))
  const contestants = await Promise.all(inside.map(({ id }) => openEngine(id, rules, files, options)))
  const library = findProgram('rsigma-library')
  const command = findProgram('rsigma')
  if (library !== undefined && wanted('rsigma')) contestants.push(openLibrary(library, rules, folder, options))
  if (command !== undefined && wanted('rsigma command')) contestants.push(await openCommand(command, rules, folder))
  return contestants
}

async function openEngine(engine: string, rules: string, files: string[], options: Options): Promise<Contestant> {
  const session = new Session(engine)
  const loaded = await session.ask({ do: 'load', engine, rules: files })
  const footing = { rules, engine, loadSeconds: loaded.seconds, rss: loaded.rss }
  return {
    engine,
    footing,
    run: async ({ once }) => {
      const measured = await session.ask({ do: 'run', events: once, seconds: options.seconds })
      footing.rss = Math.max(footing.rss, measured.rss)
      return measured
    },
    match: async ({ once }) =>
      engine === 'JSON.parse' ? undefined : new Set((await session.ask({ do: 'match', events: once })).pairs),
    stop: () => session.stop(),
  }
}

function openLibrary(program: string, rules: string, folder: string, options: Options): Contestant {
  const { load } = runLibrary(program, folder, '/dev/null', 0.001)
  return {
    engine: 'rsigma',
    footing: { rules, engine: 'rsigma', loadSeconds: load, rss: 0 },
    run: async ({ once }) => runLibrary(program, folder, once, options.seconds),
    match: async () => undefined,
    stop: () => {},
  }
}

async function openCommand(program: string, rules: string, folder: string): Promise<Contestant> {
  const loads: number[] = []
  for (let round = 0; round < 5; round++) loads.push((await runCommand(program, folder, '/dev/null')).seconds)
  const footing = { rules, engine: 'rsigma command', loadSeconds: medianOf(loads), rss: 0 }
  return {
    engine: footing.engine,
    footing,
    run: async ({ fourfold }) => {
      const whole = await runCommand(program, folder, fourfold)
      footing.rss = Math.max(footing.rss, whole.rss)
      return { seconds: (whole.seconds - footing.loadSeconds) / 4, found: whole.found / 4, rss: whole.rss }
    },
    match: ({ once }) => matchWithCommand(program, folder, once),
    stop: () => {},
  }
}

/** Measures all of them on a lane. */
export async function contest(
  contestants: Contestant[],
  lane: LaneFile,
  rules: string,
  options: Options,
): Promise<Figure[]> {
  const rounds = new Map(contestants.map(({ engine }) => [engine, [] as Measured[]]))
  for (let round = 0; round < options.rounds; round++)
    for (const contestant of contestants) rounds.get(contestant.engine)!.push(await contestant.run(lane))
  const secondsOf = (engine: string): number[] | undefined => rounds.get(engine)?.map((measured) => measured.seconds)
  const ratioTo = (other: string, seconds: number[]): number | undefined => {
    const theirs = secondsOf(other)
    return theirs && medianOf(theirs.map((time, round) => time / seconds[round]!))
  }
  return [...rounds].map(([engine, measured]) => {
    const seconds = secondsOf(engine)!
    return {
      lane: lane.lane,
      rules,
      engine,
      perSecond: options.events / medianOf(seconds),
      spread: spreadOf(seconds),
      found: measured.at(-1)!.found,
      ofParse: ratioTo('JSON.parse', seconds),
      ofRsigma: ratioTo('rsigma', seconds),
    }
  })
}

/** Compares what they find, match by match; says what one finds and another does not, with the first record of each kind. */
export async function disagreements(contestants: Contestant[], lane: LaneFile): Promise<string[]> {
  const told: string[] = []
  const lines = readFileSync(lane.once, 'utf8').split('\n')
  const found = new Map<string, Set<string>>()
  for (const { engine, match } of contestants) {
    const pairs = await match(lane)
    if (pairs !== undefined) found.set(engine, pairs)
  }
  for (const [one, ours] of found)
    for (const [other, theirs] of found) {
      const missed = [...ours].filter((pair) => !theirs.has(pair)).map((pair) => pair.split(' ') as [string, string])
      for (const rule of new Set(missed.map(([, id]) => id))) {
        const first = missed.filter(([, id]) => id === rule)
        told.push(`${one} finds ${rule} ${first.length} times where ${other} does not: ${lines[Number(first[0]![0])]}`)
      }
    }
  return told
}
