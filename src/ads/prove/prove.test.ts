/** Proofs against a pipeline that is played: what it says is what the verdicts are about. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Alert } from '../../model/alert.ts'
import type { Detection } from '../detection.ts'
import { loadDetection } from '../load.ts'
import { writeSpecimen, type Changes } from '../../../test/specimen.ts'
import { proveDetection, writeGolden } from './prove.ts'
import { timeOf } from './retime.ts'
import type { Run, Verdict } from './verdict.ts'

const ID = 'pod-created-privileged'

type Sample = Parameters<Run>[0]

/** An alert on the records of a case, as a pipeline would give it. */
const alertOn = ({ file, records }: Sample, over: Partial<Alert> = {}): Alert => ({
  uid: 'a',
  detection: ID,
  rule: '5a6f6b1c-30a4-4c1e-9f4e-0c8c1d3a7f01',
  title: 'Privileged pod created',
  level: 'high',
  reasons: [],
  time: Math.min(...records.map(({ record }) => timeOf(record) ?? 0)),
  last_time: 0,
  count: 1,
  message: 'ana created the pod web',
  entities: [{ type: 'principal', uid: 'ana', role: 'actor', known: 'recorded' }],
  techniques: [{ uid: 'T1610', name: 'Deploy Container' }],
  members: [],
  records: records.map(({ source, line }) => ({ source, file, line })),
  evidence: [],
  ...over,
})

/** Told of what is created in the namespace shop, and of other detections that do not matter. */
const shop: Run = (sample) => {
  const alerts = [alertOn(sample, { detection: 'another' })]
  if (sample.records.some(({ record }) => JSON.stringify(record).includes('"resource":"pods","namespace":"shop"')))
    alerts.push(alertOn(sample))
  return alerts
}

const failures = (verdicts: readonly Verdict[]): string[] =>
  verdicts.filter(({ holds }) => !holds).map(({ claim, why }) => `${claim}: ${why}`)

async function proven(changes: Changes, run: Run): Promise<Detection> {
  const folder = await writeSpecimen(changes)
  await writeGolden(await loadDetection(folder), run)
  return loadDetection(folder)
}

test('a package that does what it says holds in every claim', async () => {
  const detection = await proven({}, shop)
  const verdicts = proveDetection(detection, shop)
  assert.deepEqual(failures(verdicts), [])
  assert.deepEqual(
    verdicts.map(({ claim }) => claim),
    [
      'alerts on “ana creates one”',
      'is silent on “node-agent: the network”',
      'misses “template: a deployment”, as the document admits',
      '“Privileged pod created” is told by a sample',
      'its gravest alert is high',
      '“ana creates one” gives the golden alerts',
    ],
  )
  assert.deepEqual(detection.expected, [
    {
      case: 'ana creates one',
      alerts: [
        {
          rule: '5a6f6b1c-30a4-4c1e-9f4e-0c8c1d3a7f01',
          level: 'high',
          time: '2026-05-04T10:00:00.000Z',
          count: 1,
          message: 'ana created the pod web',
          techniques: ['T1610'],
          members: [],
          entities: ['actor principal:ana'],
          lines: [1],
        },
      ],
    },
  ])
  assert.match(await readFile(detection.places.expected, 'utf8'), /\n$/)
})

test('silence on what is malicious, noise on the rest, another grade: each is a verdict, with what to do', async () => {
  const detection = await proven({}, shop)
  const [silent, untold, grade, golden, ...more] = failures(proveDetection(detection, () => []))
  assert.match(silent ?? '', /^alerts on “ana creates one”: it is silent: mend the rule, or move the sample/)
  assert.match(untold ?? '', /^“Privileged pod created” is told by a sample: it never is: add to samples/)
  assert.match(grade ?? '', /^its gravest alert is high: there is no alert to grade/)
  assert.match(golden ?? '', /^“ana creates one” gives the golden alerts: .*found "alerts": \[\]/)
  assert.deepEqual(more, [])
  const all = failures(proveDetection(detection, (sample) => [alertOn(sample, { level: 'critical' })]))
  assert.match(all[0] ?? '', /^is silent on “node-agent.*it alerts \(Privileged pod created: ana created/)
  assert.match(all[1] ?? '', /^misses “template.*we see more than the document admits: move the sample/)
  assert.match(all[2] ?? '', /^its gravest alert is high: it is critical/)
  assert.match(all[3] ?? '', /golden "level": "high",, found "level": "critical",: .*--write/)
  assert.equal(all.length, 4)
})

test('a case that cannot be run does not hold, and golden alerts of no sample are told', async () => {
  const detection = await proven({}, shop)
  const broken = proveDetection({ ...detection, expected: [{ case: 'gone', alerts: [] }] }, () => {
    throw new Error('the record is set aside')
  })
  assert.ok(broken.every(({ holds }) => !holds))
  assert.match(failures(broken)[0] ?? '', /the record is set aside/)
  assert.match(failures(broken).at(-1) ?? '', /golden alerts of “gone”.*it is gone/)
})

/** A sequence: ana, then ben, within ten minutes. */
const sequence = (order: string, spread: number): Changes => ({
  'rule.yml': (text) =>
    `${text.replace('title:', 'name: one\ntitle:')}---\ntitle: Both\nname: both\ncorrelation:\n  type: value_count\n  rules: [one]\n  group-by: [object.name]\n  timespan: 10m\n  condition:\n    field: user\n    gte: 2\nlevel: high\n`,
  'ads.md': (text) => text.replace('owner:', `order: ${order}\nowner:`),
  'samples/malicious.jsonl': (text) => {
    const at = (name: string, minutes: number): string =>
      text.replace('"ana"', `"${name}"`).replace('10:00:00', `10:${String(minutes).padStart(2, '0')}:00`)
    return at('ana', 0) + at('ben', spread)
  },
})

const usersOf = ({ records }: Sample): string => records.map(({ record }) => record['user']).join()
const spanOf = ({ records }: Sample): number => {
  const times = records.map(({ record }) => timeOf(record) ?? 0)
  return Math.max(...times) - Math.min(...times)
}
/** The alert of the correlation, where the records come within `window` and, if it is ordered, ana comes first. */
const both =
  (window: number, ordered: boolean): Run =>
  (sample) =>
    sample.records.length === 2 && spanOf(sample) <= window && (!ordered || usersOf(sample) === 'ana,ben')
      ? [alertOn(sample, { rule: 'both' })]
      : []

test('a sequence is proved in other orders and over the whole timespan', async () => {
  const given = await proven(sequence('given', 2), both(600_000, true))
  assert.deepEqual(failures(proveDetection(given, both(600_000, true))), [])
  assert.equal(proveDetection(given, both(600_000, true)).length, 8)
  assert.match(failures(proveDetection(given, both(600_000, false)))[0] ?? '', /every order: write `order: any`/)

  const any = await proven(sequence('any', 2), both(600_000, false))
  assert.deepEqual(failures(proveDetection(any, both(600_000, false))), [])
  assert.match(failures(proveDetection(any, both(600_000, true)))[0] ?? '', /silent in the order of lines 2, 1/)

  assert.match(
    failures(proveDetection(any, both(300_000, false)))[0] ?? '',
    /whole timespan: it is silent when the records take 600 s/,
  )
})

test('a strategy is widened between its members', async () => {
  const detection = await proven(sequence('any', 2), both(600_000, false))
  const strategy = { ...detection, members: ['a-member'] }
  assert.deepEqual(failures(proveDetection(strategy, both(600_000, false))), [])
  assert.match(failures(proveDetection(strategy, both(300_000, false)))[0] ?? '', /takes the whole timespan/)
})

test('a record without a time cannot be moved, and that is said', async () => {
  const run: Run = (sample) => (sample.records.length === 2 ? [alertOn(sample, { rule: 'both', time: 0 })] : [])
  const changes = sequence('any', 2)
  const timeless: Changes = {
    ...changes,
    'samples/malicious.jsonl': (text) =>
      (changes['samples/malicious.jsonl']?.(text) ?? '').replaceAll(/"time":"[^"]*",/g, ''),
  }
  const detection = await proven(timeless, run)
  assert.match(failures(proveDetection(detection, run))[0] ?? '', /line 1 states no time/)
})
