/** An exception hides what it names and nobody else; a zone weighs and never hides. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aMatch, anEntity, anEvent } from '../../test/fixture.ts'
import type { Alert } from '../model/alert.ts'
import type { Entity } from '../model/entity.ts'
import type { Match } from '../model/match.ts'
import { isWithin } from './schedule.ts'
import { triage } from './triage.ts'
import { createTuning, type Exception, type Tuning, type Zone } from './tuning.ts'

const NOON = Date.UTC(2026, 2, 17, 12)
const DAY = 24 * 3_600_000
const DIGEST = `registry/scanner@sha256:${'ab'.repeat(32)}`

const anException = (more: Partial<Exception> = {}): Exception => ({
  id: 'scanner',
  title: 'The scanner of the platform team',
  owner: 'platform',
  reason: 'it asks every night',
  kind: 'exception',
  detections: ['a-detection'],
  entities: [
    { type: 'principal', uid: 'scanner' },
    { type: 'image', uid: DIGEST },
  ],
  expires: NOON + 30 * DAY,
  ...more,
})
const aZone = (grade: Zone['grade']): Zone => ({
  id: 'dev',
  title: 'development',
  owner: 'platform',
  reason: 'nothing of value is there',
  entities: [{ type: 'namespace', uid: 'dev' }],
  grade,
})
const by = (...entities: Entity[]): Match => aMatch({ time: NOON, events: [anEvent({ time: NOON, entities })] })
const scanner = anEntity('principal', 'scanner', 'actor')
const image = anEntity('image', DIGEST)
const alertsOf = (tuning: Tuning, match: Match): Alert[] => triage(tuning).observe(match)

const excepting = (...exceptions: Exception[]): Tuning => createTuning({ exceptions, zones: [] })

describe('an exception', () => {
  it('hides what it names, and counts it', () => {
    const tuning = excepting(anException())
    assert.deepEqual(alertsOf(tuning, by(scanner, image)), [])
    assert.deepEqual(
      tuning.hits().map(({ hits, last }) => [hits, last]),
      [[1, NOON]],
    )
  })
  const others: { readonly [what: string]: Match } = {
    'the same name with another image': by(scanner, anEntity('image', 'registry/scanner@sha256:00')),
    'the same image in other hands': by(anEntity('principal', 'mallory', 'actor'), image),
    'a second actor beside the expected one': by(scanner, anEntity('principal', 'mallory', 'actor'), image),
    'the name without the image': by(scanner),
    'the image only inferred': by(scanner, { ...image, known: 'inferred' }),
  }
  for (const [what, match] of Object.entries(others))
    it(`does not hide ${what}: it is told, one graver, as the use of an exempt name (G09)`, () => {
      const [alert] = alertsOf(excepting(anException()), match)
      assert.equal(alert?.level, 'high')
      assert.match(alert.reasons.join('; '), /which “The scanner of the platform team” exempts for somebody else/)
    })
  it('does not hide another detection', () => {
    assert.equal(alertsOf(excepting(anException()), { ...by(scanner, image), detection: 'another' }).length, 1)
  })
  it('ends, and says so', () => {
    const [alert] = alertsOf(excepting(anException({ expires: NOON })), by(scanner, image))
    assert.match(alert?.reasons.join('; ') ?? '', /ended on 2026-03-17/)
  })
  it('holds only in its time where it has one, for scanners and for maintenance', () => {
    const night = { days: [2], begins: 22 * 60, ends: 4 * 60 }
    const tuesday = { days: [2], begins: 11 * 60, ends: 13 * 60 }
    const scan = anException({ kind: 'scanner', during: tuesday })
    assert.deepEqual(alertsOf(excepting(scan), by(scanner, image)), [])
    const [alert] = alertsOf(excepting(anException({ kind: 'scanner', during: night })), by(scanner, image))
    assert.match(alert?.reasons.join('; ') ?? '', /expects it at another time/)
    const window = { days: [], begins: 0, ends: 0, from: NOON - DAY, to: NOON + 1 }
    assert.deepEqual(alertsOf(excepting(anException({ kind: 'maintenance', during: window })), by(scanner, image)), [])
  })
})

describe('a schedule', () => {
  it('goes on past midnight, as of the day on which it began', () => {
    const night = { days: [1], begins: 22 * 60, ends: 4 * 60 }
    assert.equal(isWithin(night, Date.UTC(2026, 2, 16, 23)), true, 'Monday night')
    assert.equal(isWithin(night, Date.UTC(2026, 2, 17, 3, 59)), true, 'and Tuesday morning')
    assert.equal(isWithin(night, Date.UTC(2026, 2, 17, 4)), false)
    assert.equal(isWithin(night, Date.UTC(2026, 2, 16, 3)), false, 'Sunday night is none')
  })
})

describe('a zone', () => {
  const dev = (level: Match['level']): Match => ({ ...by(scanner, anEntity('namespace', 'dev')), level })
  it('raises or lowers by one, and says so', () => {
    for (const [grade, level] of [
      ['raise', 'high'],
      ['lower', 'low'],
    ] as const) {
      const [alert] = alertsOf(createTuning({ exceptions: [], zones: [aZone(grade)] }), dev('medium'))
      assert.equal(alert?.level, level)
      assert.match(alert.reasons.join('; '), /in development/)
    }
  })
  it('never silences', () => {
    assert.equal(alertsOf(createTuning({ exceptions: [], zones: [aZone('lower')] }), dev('low'))[0]?.level, 'low')
  })
})
