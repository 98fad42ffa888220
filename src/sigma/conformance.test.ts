/** The engine against what others wrote about Sigma: traps, triples of three engines, the rules of the community. */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { compileRule, lintRule, parseSigma, SigmaErrors } from './index.ts'
import { audit } from './lint/fixture.ts'

/** A file or folder of the data beside the repository; nothing where there is none. */
function findData(path: string): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'shared', 'data', path))) return join(folder, 'shared', 'data', path)
  return undefined
}

function only(text: string) {
  const { rules } = parseSigma(text)
  assert.equal(rules.length, 1)
  return compileRule(rules[0]!)
}

const traps = findData('sigma-traps/cases.json')

describe('traps', { skip: traps === undefined && 'no shared/data/sigma-traps here' }, () => {
  interface Trap {
    readonly name: string
    readonly rule: string
    readonly event: string
    readonly expect: number
  }
  const cases = traps === undefined ? [] : (JSON.parse(readFileSync(traps, 'utf8')) as Trap[])
  /** What the specification leaves open, and what we decided (docs/reference/sigma.md). */
  const decided = new Map([
    ['base64offset case-sensitive? (base64 text)', false],
    ['fieldref both missing', false],
    ['uppercase AND/OR/NOT', true],
    ['all on array across members', true],
    ['* matches empty string', true],
  ])
  it('are all there', () => {
    assert.equal(cases.filter((trap) => trap.expect !== -1).length, 93)
    assert.deepEqual(
      cases.filter((trap) => trap.expect === -1).map((trap) => trap.name),
      [...decided.keys()],
    )
  })
  for (const trap of cases)
    it(trap.name, () => {
      if (trap.expect === -2) {
        assert.throws(() => only(trap.rule), SigmaErrors)
        return
      }
      const event = JSON.parse(trap.event) as object
      const expected = trap.expect === -1 ? decided.get(trap.name) : trap.expect === 1
      assert.equal(only(trap.rule).matches(event), expected)
      assert.equal(only(trap.rule).explain(event).holds, expected)
    })
})

const triples = findData('sigma-triples/triples.jsonl')

describe('triples of three engines', { skip: triples === undefined && 'no shared/data/sigma-triples here' }, () => {
  interface Triple {
    readonly source: string
    readonly test: string
    readonly rule: string
    readonly event: object
    readonly expected: boolean
    readonly dialect: string
  }
  const all = (triples === undefined ? '' : readFileSync(triples, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Triple)
  /** Three answers of one engine each that the specification, and with it a determined trap, contradicts. */
  const wrong = new Map([
    ['sigma-rust test_match_null_fields true', 'a field that is missing is null: trap "null: missing field"'],
    [
      'go-sigma-rule-engine case8:detection8_negative2 false',
      '"not" holds on a missing field: trap "not on missing field true"',
    ],
    [
      'go-sigma-rule-engine case14:detection14_case true',
      'the same triple is there with false: white space is not collapsed',
    ],
  ])
  it('are all there', () => {
    assert.equal(all.filter((triple) => triple.dialect === 'core').length, 96)
  })
  let contradicted = 0
  for (const triple of all.filter(({ dialect }) => dialect === 'core')) {
    const name = `${triple.source} ${triple.test} ${String(triple.expected)}`
    it(`${name} ${JSON.stringify(triple.event).slice(0, 80)}`, () => {
      const matches = only(triple.rule).matches(triple.event)
      if (wrong.has(name)) {
        contradicted++
        assert.equal(matches, !triple.expected, wrong.get(name) ?? '')
      } else assert.equal(matches, triple.expected)
    })
  }
  it('are contradicted where the specification does, and nowhere else', () => {
    assert.equal(contradicted, wrong.size)
  })
})

const community = findData('sigma-rules')

describe('rules of the community', { skip: community === undefined && 'no shared/data/sigma-rules here' }, () => {
  const files = community === undefined ? [] : globSync('**/*.yml', { cwd: community }).toSorted()
  it('are there', () => {
    assert.equal(files.length, 498)
  })
  it('all parse, name their fields with places, and compile, or lack the words of a placeholder', () => {
    const refused: string[] = []
    let fields = 0
    for (const file of files) {
      const { rules } = parseSigma(readFileSync(join(community!, file), 'utf8'), file)
      assert.equal(rules.length, 1, file)
      for (const use of rules[0]!.fields()) {
        fields++
        assert.ok(use.place.file === file && use.place.line > 1 && use.place.column > 1)
      }
      try {
        const compiled = compileRule(rules[0]!)
        assert.equal(compiled.explain({}).holds, compiled.matches({}), file)
      } catch (error) {
        if (!(error instanceof SigmaErrors)) throw error
        refused.push(...error.errors.map(({ why }) => why))
      }
    }
    assert.deepEqual(refused, [
      'no words are given for the placeholder %legit_ips%',
      'no words are given for the placeholder %domain_controller_hostnames%',
    ])
    assert.ok(fields > 1000)
  })
  it('that are about Kubernetes and can never fire are found', () => {
    const folder = 'rules/application/kubernetes/audit'
    const dead = files
      .filter((file) => file.startsWith(folder))
      .filter((file) => {
        const [rule] = parseSigma(readFileSync(join(community!, file), 'utf8'), file).rules
        return lintRule(rule!, [audit]).some(({ code, severity }) => code === 'never-matches' && severity === 'error')
      })
    assert.deepEqual(
      dead.map((file) => file.slice(folder.length + '/kubernetes_audit_'.length, -'.yml'.length)),
      [
        'hostpath_mount',
        'potential_enumeration_activity',
        'privileged_pod_creation',
        'rbac_permisions_listing',
        'sidecar_injection',
      ],
    )
  })
})
