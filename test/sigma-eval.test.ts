/** `sigma eval` on inputs that are not as tidy as NDJSON should be. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { eventAt, evaluate, type SigmaMatch } from '../src/runtime/sigma-eval.ts'
import { loadSigmaRules } from '../src/runtime/sigma-rules.ts'
import { createClock } from '../src/runtime/sigma-time.ts'
import { temporaryFolder } from './temporary.ts'

const folder = temporaryFolder()
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const RULE = 'title: R\nname: r\nid: rid\nlogsource: {category: x}\ndetection: {s: {A: x}, condition: s}\n'
const counting = (rule: string): string =>
  `---\ntitle: C\nid: of ${rule}\ncorrelation: {type: event_count, rules: [${rule}], group-by: [A], timespan: 1h, condition: {gte: 2}, generate: true}\n`

async function found(
  rules: string,
  events: string,
): Promise<{ matches: SigmaMatch[]; bad: number[]; timeless: number }> {
  const matches: SigmaMatch[] = []
  const bad: number[] = []
  const { timeless } = await evaluate(await loadSigmaRules([file('rules.yml', rules)]), {
    file: file('events.json', events),
    onMatch: (match) => matches.push(match),
    onBadLine: (line) => bad.push(line),
  })
  return { matches, bad, timeless }
}
const lines = (matches: readonly SigmaMatch[]): number[] => matches.map(({ line }) => line)

describe('sigma eval', () => {
  it('finds records over many lines, wherever the input is cut', async () => {
    const long = (value: string): string => `${JSON.stringify({ A: value, pad: 'y'.repeat(2_000) }, null, 1)}\n`
    const text = Array.from({ length: 600 }, (_, index) => long(index % 100 === 0 ? 'x' : 'z')).join('')
    const { matches, bad } = await found(RULE, text)
    assert.deepEqual(lines(matches), [1, 401, 801, 1201, 1601, 2001])
    assert.deepEqual(bad, [])
  })
  it('reports lines that are none, and only those', async () => {
    const { matches, bad } = await found(RULE, '\uFEFF{"A":"x"}\n{bad\n\n{\n "A": "x"\n}\n{"A":"x"}\n')
    assert.deepEqual([lines(matches), bad], [[1, 4, 7], [2]])
  })
  it('correlates behind a byte order mark and over large records', async () => {
    const large = JSON.stringify(
      { A: 'x', time: 1_767_225_600, ...Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, at])) },
      null,
      1,
    )
    const { matches } = await found(`${RULE}${counting('r')}`, `\uFEFF{"A":"x","time":1767225601}\n${large}\n`)
    assert.deepEqual(matches.at(-1), { line: 2, rule: 'of r', title: 'C', lines: [2, 1] })
  })
  it('leaves out what refers to nothing, and what stands on that, and runs the others', async () => {
    const rules = `${RULE}${counting('nosuch')}${counting('of nosuch')}${counting('r')}`
    const { refused, correlations } = await loadSigmaRules([file('refers.yml', rules)])
    assert.deepEqual(
      correlations.map(({ id }) => id),
      ['of r'],
    )
    assert.equal(refused.length, 2)
  })
  it('says of how many matches no correlation could know the time', async () => {
    const { timeless } = await found(
      `${RULE}${counting('r')}`,
      '{"A":"x"}\n{"A":"x","time":"rule 1"}\n{"A":"x","time":"2026-01-01T00:00:00Z"}\n',
    )
    assert.equal(timeless, 2)
  })
  it('shows the event that a match names', async () => {
    assert.deepEqual(await eventAt(file('at.json', '{bad\n{\n "A": "x"\n}\n'), 2), { A: 'x' })
    assert.equal(await eventAt(file('at.json', '{bad\n{\n "A": "x"\n}\n'), 1), undefined)
  })
})

describe('the time of an event', () => {
  const at = Date.UTC(2026, 0, 1, 10)
  for (const [said, value] of Object.entries({
    'ISO 8601': '2026-01-01T10:00:00Z',
    'a zone': '2026-01-01T12:00:00+02:00',
    'no zone, which is UTC': '2026-01-01 10:00:00.000',
    seconds: at / 1_000,
    milliseconds: at,
    microseconds: at * 1_000,
    nanoseconds: at * 1_000_000,
    digits: String(at / 1_000),
  }))
    it(`is read from ${said}`, () => assert.equal(createClock()({ time: value }), at))
  it('is read by path', () => assert.equal(createClock('meta.t')({ meta: { t: at } }), at))
  for (const value of ['rule 1', '1', 'yesterday', null, {}])
    it(`is not made up of ${JSON.stringify(value)}`, () => assert.ok(Number.isNaN(createClock()({ time: value }))))
})
