import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { createFailingDisk, type FailingDisk } from '../../test/failing-disk.ts'
import type { Entry, Position } from './block.ts'
import { JournalEndedError } from './errors.ts'
import { createJournal, type Journal } from './journal.ts'
import type { Notice } from './notice.ts'

/** Block number `position` is `sent[position]`, as long as a crash has not taken it. */
interface Model {
  sent: string[]
}

interface Real {
  readonly disk: FailingDisk
  journal: Journal
  /** All before it were acknowledged. */
  acknowledged: Position
  pending: Promise<void>[]
  mark: Position
  clock: number
  notices: Notice[]
  crashes: number
}

type Step = fc.AsyncCommand<Model, Real>

const textOf = ({ lines }: Entry): string => Buffer.from(lines).toString()
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
const readAll = async (journal: Journal, from?: Position): Promise<Entry[]> => {
  const entries: Entry[] = []
  for await (const entry of journal.read(from)) entries.push(entry)
  return entries
}
const luckOf = (seed: number) => (): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

async function openOn(real: Omit<Real, 'journal'>): Promise<Journal> {
  return createJournal({
    folder: 'journal',
    disk: real.disk.mount(),
    keep: real.mark,
    now: () => real.clock,
    retry: 0,
    segmentBytes: 300,
    segmentAge: 1_000,
    keepBytes: 900,
    keepAge: 4_000,
    onNotice: (notice) => real.notices.push(notice),
  })
}

/** The law: what was acknowledged and is kept is there, whole and in order; of what was not acknowledged, a beginning, whole. */
async function check(model: Model, real: Real, from?: Position): Promise<void> {
  const { acknowledged, mark } = real
  const begin = from ?? mark
  const entries = await readAll(real.journal, from)
  assert.deepEqual(
    entries.map((entry) => [entry.position, textOf(entry), entry.origin]),
    entries.map(({ position }) => {
      const text = model.sent[position]
      return [position, text, { file: text, line: position }]
    }),
  )
  // Below the mark retention may take what is just being read.
  const kept = entries.map(({ position }) => position).filter((position) => position >= begin)
  assert.deepEqual(
    kept,
    kept.map((_, index) => begin + index),
  )
  assert.ok(begin + kept.length >= acknowledged, `${acknowledged} were acknowledged`)
  assert.deepEqual(
    real.notices.filter((notice) => notice.kind === 'damaged' || (notice.kind === 'missing' && notice.to > real.mark)),
    [],
  )
}

async function acknowledge(real: Real, position: Position, appending: Promise<Position>): Promise<void> {
  try {
    assert.equal(await appending, position)
    assert.equal(position, real.acknowledged, 'in order')
    real.acknowledged += 1
  } catch (error) {
    if (!(error instanceof JournalEndedError)) throw error
  }
}

const append = (sizes: readonly number[], patience: number): Step => ({
  check: () => true,
  async run(model, real) {
    for (const size of sizes) {
      const position = model.sent.length
      const text = `${position}.${real.crashes}:${'x'.repeat(size)}\n`
      model.sent.push(text)
      const appended = acknowledge(
        real,
        position,
        real.journal.append(Buffer.from(text), { file: text, line: position }),
      )
      real.pending.push(appended)
    }
    await turns(patience)
  },
  toString: () => `append(${sizes.join(' ')}; ${patience})`,
})

const step = (name: string, run: (model: Model, real: Real) => Promise<void> | void): Step => ({
  check: () => true,
  run: async (model, real) => run(model, real),
  toString: () => name,
})

async function reopen(model: Model, real: Real): Promise<void> {
  await Promise.all(real.pending)
  real.pending = []
  real.crashes += 1
  real.disk.faults.full = real.disk.faults.sync = 0
  real.journal = await openOn(real)
  await check(model, real)
  model.sent.length = real.journal.position()
  // What is there now stays.
  real.acknowledged = model.sent.length
}

const STEPS: fc.Arbitrary<Step>[] = [
  fc.tuple(fc.array(fc.nat(200), { minLength: 1, maxLength: 6 }), fc.nat(40)).map((args) => append(...args)),
  fc.nat(3).map((count) => step(`full(${count})`, (_, { disk }) => void (disk.faults.full = count))),
  fc.nat(3).map((count) => step(`sync fails(${count})`, (_, { disk }) => void (disk.faults.sync = count))),
  fc.boolean().map((short) => step(`short(${short})`, (_, { disk }) => void (disk.faults.short = short))),
  fc.nat(5_000).map((more) => step(`age(${more})`, (_, real) => void (real.clock += more))),
  fc.nat(10).map((behind) =>
    step(`keep(-${behind})`, (_, real) => {
      real.mark = Math.max(real.mark, real.acknowledged - behind)
      real.journal.keep(real.mark)
    }),
  ),
  fc.constant(step('read', async (model, real) => check(model, real))),
  fc.constant(step('wait', async (_, real) => void (await Promise.all(real.pending)))),
  fc
    .nat(10)
    .map((behind) =>
      step(`read(-${behind})`, (model, real) =>
        check(model, real, Math.max(real.mark, real.journal.position() - behind)),
      ),
    ),
  fc.constant(
    step('restart', async (model, real) => {
      await real.journal.end()
      await reopen(model, real)
    }),
  ),
  fc.nat().map((seed) =>
    step(`crash(${seed})`, async (model, real) => {
      real.disk.crash(luckOf(seed))
      // The dead one must touch nothing of what comes after it.
      await real.journal.end().catch(() => {})
      await reopen(model, real)
    }),
  ),
]

describe('the journal, on a disk that fails in every way', () => {
  it('gives back what was acknowledged, exactly and in order, and nothing torn', async () => {
    let [crashes, waits, removals, repairs] = [0, 0, 0, 0]
    await fc.assert(
      fc.asyncProperty(fc.commands(STEPS, { maxCommands: 40, size: 'max' }), async (steps) => {
        const begun = {
          disk: createFailingDisk(),
          acknowledged: 0,
          pending: [],
          mark: 0,
          clock: 1_000_000,
          notices: [] as Notice[],
          crashes: 0,
        }
        const real: Real = { ...begun, journal: await openOn(begun) }
        // `openOn` reads the mark and the clock from the state that goes on.
        await real.journal.end()
        real.journal = await openOn(real)
        const model: Model = { sent: [] }
        await fc.asyncModelRun(() => ({ model, real }), steps)
        real.disk.faults.full = real.disk.faults.sync = 0
        await Promise.all(real.pending)
        assert.equal(real.acknowledged, model.sent.length, 'whatever happened, all is acknowledged in the end')
        await check(model, real)
        await real.journal.end()
        crashes += real.crashes
        const said = (kind: Notice['kind']): number => real.notices.filter((notice) => notice.kind === kind).length
        waits += said('waiting')
        removals += said('removed')
        repairs += said('repaired')
      }),
      { numRuns: Number(process.env['JOURNAL_RUNS'] ?? 150) },
    )
    assert.ok(
      Math.min(crashes, waits, removals, repairs) > 0,
      `it failed in every way: ${[crashes, waits, removals, repairs].join(' ')}`,
    )
  })
})
