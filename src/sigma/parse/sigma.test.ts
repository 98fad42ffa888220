/** Texts of rules: everything that is wrong is told at once, each with its place; what is right is read in full. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { array, assert as check, constantFrom, property, string } from 'fast-check'
import { parseSigma } from './sigma.ts'
import { SigmaErrors } from '../place.ts'

function problemsOf(text: string): string[] {
  try {
    parseSigma(text, 'r.yml')
  } catch (error) {
    assert.ok(error instanceof SigmaErrors && error.code === 'SIGMA')
    return error.errors.map((one) => `${one.file}:${one.line}:${one.column} ${one.path}: ${one.why}`)
  }
  return []
}

it('tells everything that is wrong at once', () => {
  const text = `title: t
level: severe
logsource: linux
detection:
  a:
    A|contians: x
    B|all: one
    C|re: 'a(?=b)'
    D|cidr: 10.0.0.1/8
    E: [x, null]
    F|gt: '10'
    G|exists: 1
    H|re|contains: x
    I: {x: 1}
    J: []
  b: {}
  condition: a and c
---
title: u
detection:
  a: [[x]]
  timeframe: 5m
  condition:
---
title: nothing
---
- list
`
  assert.deepEqual(problemsOf(text), [
    'r.yml:2:8 level: the level is one of informational, low, medium, high, critical',
    'r.yml:3:12 logsource: a log source is a map of category, product and service',
    "r.yml:6:5 detection.a.A|contians: the modifier 'contians' does not exist in Sigma 2.1",
    "r.yml:7:5 detection.a.B|all: the modifier 'all' needs a list of at least two values",
    'r.yml:8:11 detection.a.C|re: the regular expression cannot be matched in linear time (RE2): error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
    "r.yml:9:13 detection.a.D|cidr: '10.0.0.1/8' has bits set beyond its prefix",
    'r.yml:10:12 detection.a.E[1]: null cannot be part of a list of values',
    'r.yml:11:11 detection.a.F|gt: a number is expected here, without quotes',
    "r.yml:12:15 detection.a.G|exists: the modifier 'exists' needs true or false",
    "r.yml:13:5 detection.a.H|re|contains: the modifiers 're' and 'contains' do not go together",
    'r.yml:14:8 detection.a.I: a value must be a string, a number, true, false or null',
    'r.yml:15:8 detection.a.J: an empty list matches nothing',
    'r.yml:16:6 detection.b: an empty map matches everything: write what is looked for',
    "r.yml:17:14 detection.condition: there is no selection 'c'",
    'r.yml:21:7 detection.a[0]: a list in a list means nothing in Sigma',
    "r.yml:22:3 detection.timeframe: 'timeframe' is not Sigma any more: use a correlation",
    'r.yml:23:3 detection.condition: a text is expected here',
    "r.yml:25:1 : a Sigma document has one of 'detection', 'correlation' and 'filter'",
    'r.yml:27:1 : a Sigma document is a map',
  ])
})

it('tells errors of YAML with their place', () => {
  const [twice] = problemsOf('title: t\ndetection:\n  a: x\n  a: y\n  condition: a\n')
  assert.match(twice ?? '', /^r\.yml:4:3 .*unique/)
  const [alias] = problemsOf('title: t\ndetection:\n  a: &x [v]\n  b: *x\n  condition: a or b\n')
  assert.match(alias ?? '', /^r\.yml:4:6 .*alias/)
  assert.match(problemsOf('title: "t')[0] ?? '', /^r\.yml:1:\d+ /)
})

it('reads a rule in full', () => {
  const { rules, correlations, filters } = parseSigma(
    `title: Shell
id: 11111111-1111-1111-1111-111111111111
name: shell
status: test
description: words
author: someone
date: 2026-01-02
references: [https://example.org]
falsepositives: none
tags: [attack.t1059]
logsource: {product: linux, category: process_creation, definition: ignored}
detection:
  sel:
    Image|endswith: [/sh, /bash]
    User|fieldref: Owner
  kw: [word, 4444]
  condition: sel or kw
level: high
`,
    'shell.yml',
  )
  assert.deepEqual([rules.length, correlations.length, filters.length], [1, 0, 0])
  const { detection, fields, ...rest } = rules[0]!
  assert.deepEqual(rest, {
    id: '11111111-1111-1111-1111-111111111111',
    name: 'shell',
    title: 'Shell',
    status: 'test',
    description: 'words',
    author: 'someone',
    date: '2026-01-02',
    references: ['https://example.org'],
    falsepositives: ['none'],
    tags: ['attack.t1059'],
    taxonomy: 'sigma',
    place: { file: 'shell.yml', line: 1, column: 1 },
    level: 'high',
    logsource: { category: 'process_creation', product: 'linux' },
  })
  assert.deepEqual([...detection.selections.keys()], ['sel', 'kw'])
  assert.deepEqual(fields(), [
    {
      field: 'Image',
      selection: 'sel',
      modifiers: ['endswith'],
      values: ['/sh', '/bash'],
      place: { file: 'shell.yml', line: 14, column: 5 },
    },
    {
      field: 'User',
      selection: 'sel',
      modifiers: ['fieldref'],
      values: ['Owner'],
      place: { file: 'shell.yml', line: 15, column: 5 },
    },
    { field: 'Owner', selection: 'sel', modifiers: [], values: [], place: { file: 'shell.yml', line: 15, column: 20 } },
  ])
})

it('gives what has no id its name, or a hash that does not change', () => {
  const detection = 'detection: {a: [x], condition: a}'
  const idOf = (text: string) => parseSigma(text).rules[0]?.id
  assert.equal(idOf(`name: n\n${detection}`), 'n')
  assert.equal(idOf(`title: t\n${detection}`), idOf(`title: t # comment\n${detection}`))
  assert.notEqual(idOf(`title: t\n${detection}`), idOf(`title: u\n${detection}`))
  assert.match(idOf(`title: t\n${detection}`) ?? '', /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/)
})

it('reads filters and correlations beside rules', () => {
  const { correlations, filters } = parseSigma(`title: f
logsource: {product: windows}
filter:
  rules: [a, b]
  selection: {User|startswith: adm_}
  condition: not selection
---
title: g
filter: {rules: any, selection: {x: 1}, condition: selection}
---
title: c
generate: true
correlation:
  type: value_count
  rules: [a, b]
  group-by: [User, ip]
  timespan: 90m
  aliases: {ip: {a: src, b: dst}}
  condition: {gt: 100, lte: 200, field: Host}
`)
  assert.deepEqual(
    [filters[0]?.rules, filters[1]?.rules, filters[0]?.logsource],
    [['a', 'b'], 'any', { product: 'windows' }],
  )
  const correlation = correlations[0]!
  assert.deepEqual(correlation.condition, { gt: 100, lte: 200, fields: ['Host'] })
  assert.deepEqual([correlation.timespan, correlation.generate, correlation.groupBy], [5_400_000, true, ['User', 'ip']])
  assert.equal(correlation.aliases.get('ip')?.get('b'), 'dst')
})

it('refuses correlations and filters that cannot be honoured', () => {
  assert.deepEqual(
    problemsOf(`title: c
correlation:
  type: value_median
  rules: [a, a]
  timespan: 1w
  gruop-by: [x]
  generate: maybe
  condition: {most: 1}
---
title: d
correlation: {type: value_avg, rules: [], timespan: 0s, condition: {gte: x}}
---
title: f
filter: {selection: {a: 1}, condition: selection}
`).map((problem) => problem.replace(/^r\.yml:/, '').replaceAll(/ (?:correlation|filter)[^:]*:/g, '')),
    [
      '3:9 the type of a correlation is one of event_count, value_count, temporal, temporal_ordered, value_sum, value_avg, value_percentile',
      '4:10 the same rule stands twice',
      "5:13 the 'timespan' is a whole number and one of s, m, h, d: '90m'",
      "6:3 'gruop-by' does not exist in a Sigma correlation",
      "7:13 'generate' is true or false",
      "11:39 the 'rules' of the correlation are missing",
      "11:53 the 'timespan' is a whole number and one of s, m, h, d: '90m'",
      "11:68 the condition of value_avg needs a 'field'",
      '11:74 a number is expected here',
      "14:9 the 'rules' of the filter are missing",
    ],
  )
})

it('refuses conditions of correlations that no count can meet', () => {
  const problems = (type: string, condition: string) =>
    problemsOf(`title: c\ncorrelation: {type: ${type}, rules: [a, b], timespan: 1m, condition: ${condition}}\n`).map(
      (one) => one.split(': ')[1]?.slice(0, 28),
    )
  for (const [type, condition] of [
    ['event_count', '{eq: 0}'],
    ['event_count', '{lt: 1}'],
    ['event_count', '{gt: 5, lte: 5}'],
    ['event_count', '{eq: 2, neq: 2}'],
    ['event_count', '{eq: 1.5}'],
    ['temporal', '{gte: 3}'],
    ['temporal_ordered', '{gt: 2}'],
  ] as const)
    assert.deepEqual(problems(type, condition), ['no count can meet this condi'], `${type} ${condition}`)
  for (const [type, condition] of [
    ['event_count', '{lt: 2}'],
    ['event_count', '{gte: 1, neq: 1}'],
    ['value_count', '{gt: 100, lte: 101, field: x}'],
    ['value_avg', '{lt: 0, field: x}'],
    ['temporal', '{gte: 2}'],
    ['temporal_ordered', '{}'],
  ] as const)
    assert.deepEqual(problems(type, condition), [], `${type} ${condition}`)
})

it('whatever the text, throws nothing but SigmaErrors', () => {
  const words = [
    'detection:',
    'correlation:',
    'filter:',
    '\n',
    '\n  ',
    '\n    ',
    'a: ',
    '- ',
    '|re',
    '|cidr',
    '|expand',
    '|all',
    'x',
    '(',
    '[',
    '{',
    '"',
    "'",
    '%a%',
    '*',
    'condition: ',
    '1 of a',
    ' and ',
    'null',
    '5',
    'rules: ',
    'type: temporal',
    'timespan: 5m',
  ]
  let refused = 0
  check(
    property(array(constantFrom(...words), { maxLength: 30 }), string({ maxLength: 10 }), (list, odd) => {
      refused += problemsOf(list.join('') + odd).length
    }),
    { numRuns: 3000 },
  )
  assert.ok(refused > 1000)
  for (const deep of [
    Array.from({ length: 5000 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
    `a: ${'['.repeat(20_000)}`,
    `a: ${'{a: '.repeat(20_000)}`,
  ])
    assert.ok(problemsOf(deep).length > 0)
})
