/** What holds for every responder: its plan is data, undo restores, its permissions are least, its README is its own. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Action, Effect } from '../src/model/action.ts'
import type { Event } from '../src/model/event.ts'
import { callsIn, type Facts, type Responder, type Target } from '../src/respond/index.ts'
import { factsOf } from '../src/respond/facts.ts'
import { permissionKeys } from '../src/respond/permission.ts'
import { nameOf } from '../src/respond/plan.ts'
import { rehearsalText, rehearse } from '../src/respond/rehearse.ts'
import { describeEffect } from '../src/respond/responder.ts'
import { anAlert, anEvent } from './fixture.ts'
import { responders, told } from './response-fixture.ts'
import { run, worldOf } from './world.ts'

interface Sample {
  readonly case: string
  readonly target: Target
  /** Set where nothing can be planned, so that the words are tested too. */
  readonly cannot?: true
  readonly events: readonly Partial<Event>[]
}

const ROOT = 'responders'

it('finds the responders', () => assert.ok(responders.size >= 12, `only ${responders.size} responders`))

for (const responder of responders.values())
  describe(`responder ${responder.id}`, () => {
    const file = join(ROOT, responder.id, 'samples.json')
    const samples = JSON.parse(readFileSync(file, 'utf8')) as Sample[]
    const plannable = samples.filter(({ cannot }) => !cannot)

    it('has a sample of what it plans, and of what it cannot', () => {
      assert.ok(plannable.length > 0)
      assert.ok(plannable.length < samples.length)
    })
    for (const sample of samples)
      it(`${sample.cannot ? 'says why not' : 'plans'}: ${sample.case}`, () => {
        const before = structuredClone(sample)
        const plan = responder.plan(sample.target, factsFor(sample))
        assert.deepEqual(sample, before, 'a plan changes nothing of what it is given')
        assert.deepEqual(responder.plan(sample.target, factsFor(sample)), plan, 'the same facts give the same plan')
        assert.equal('cannot' in plan, sample.cannot === true, JSON.stringify(plan))
        if ('cannot' in plan) assert.ok(plan.cannot.length > 20, 'in words')
        else assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan, 'a plan is data')
      })
    for (const sample of plannable)
      it(`undo restores, or says that nothing does: ${sample.case}`, () => {
        const { effects, undo, facts } = planned(responder, sample)
        const world = worldOf(effects, callsIn(facts.about(sample.target)))
        const [before, kept] = [structuredClone(world), new Map<string, unknown>()]
        run(effects, world, kept)
        const changes = effects.some((effect) => describeEffect(effect).changes)
        if (changes) assert.notDeepEqual(world, before, 'what says that it changes the world does')
        else assert.deepEqual(world, before, 'what says that it only reads does')
        if ('irreversible' in undo) return assert.ok(changes, 'what changes nothing is not irreversible')
        run(undo, world, kept)
        assert.deepEqual(world, before)
      })
    it('asks for the permissions that its effects need, and for none besides', () => {
      const needed = plannable.flatMap((sample) => {
        const { effects, undo } = planned(responder, sample)
        return [...effects, ...('irreversible' in undo ? [] : undo)].flatMap(
          (effect) => describeEffect(effect).permissions,
        )
      })
      assert.deepEqual([...new Set(needed)].toSorted(), permissionKeys(responder.permissions).toSorted())
    })
    it('has a README that says what it is (TALLYMAN_UPDATE=1 writes it)', () => {
      const path = join(ROOT, responder.id, 'README.md')
      const [sample] = plannable
      assert.ok(sample)
      const text = readmeOf(responder, sample)
      if (process.env['TALLYMAN_UPDATE'] === '1') writeFileSync(path, text)
      assert.ok(existsSync(path), `${path} is missing`)
      assert.equal(readFileSync(path, 'utf8'), text)
    })
  })

it('is listed in responders/README.md with phase and target', () => {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8')
  for (const { id, phase, target } of responders.values())
    assert.ok(text.includes(`| \`${id}\` | ${phase} | ${target} |`), `${id} is missing`)
})

/** The stage's own facts of an incident that stands on these events. */
function factsFor({ events }: Sample): Facts {
  const time = 1_763_748_000_000
  const evidence = events.map((event, index) => anEvent({ uid: `event-${index}`, time, ...event }))
  const incident = { ...told(anAlert({ evidence, time, last_time: time })), uid: '5'.repeat(32) }
  return { ...factsOf(incident, []), action: 'a'.repeat(32) }
}

function planned(
  responder: Responder,
  sample: Sample,
): { effects: readonly Effect[]; undo: Action['undo']; facts: Facts } {
  const facts = factsFor(sample)
  const effects = responder.plan(sample.target, facts)
  assert.ok(!('cannot' in effects))
  const undo = typeof responder.undo === 'function' ? responder.undo(sample.target, facts) : responder.undo
  return { effects, undo, facts }
}

/** A README is what the responder says of itself, and what it would do to its first sample. */
function readmeOf(responder: Responder, sample: Sample): string {
  const { effects, undo, facts } = planned(responder, sample)
  const action: Action = {
    uid: facts.action,
    incident: facts.incident,
    responder: responder.id,
    phase: responder.phase,
    title: `${responder.title} ${nameOf(sample.target)}`,
    target: sample.target,
    status: 'proposed',
    effects,
    undo,
    needs_approval: responder.phase !== 'evidence',
    refusals: [],
  }
  const source = readFileSync(join(ROOT, responder.id, 'responder.ts'), 'utf8')
  const purpose = /^\/\*\* (.*) \*\//.exec(source)?.[1] ?? ''
  return `# ${responder.id}\n\n${purpose}\n\nPhase: ${responder.phase}. Done to: ${responder.target}. What it would do to ${sample.case}:\n\n\`\`\`text\n${rehearsalText(rehearse(action, responder))}\`\`\`\n`
}
