/** Matching beyond the traps: modifiers together, arrays, placeholders, filters. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { SigmaErrors } from '../place.ts'
import { parseSigma } from '../parse/sigma.ts'
import { compileRule } from './compile.ts'
import type { CompileOptions } from './compile.ts'

/** Compiles a rule of one selection, written as the body of a map or a list. */
function compile(selection: string, options?: CompileOptions) {
  const body = selection
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
  const { rules } = parseSigma(
    `title: t\nid: r\nlogsource: {product: p}\ndetection:\n  sel:\n${body}\n  condition: sel\n`,
  )
  return compileRule(rules[0]!, options)
}

function matches(selection: string, event: object, options?: CompileOptions): boolean {
  const rule = compile(selection, options)
  assert.equal(rule.explain(event).holds, rule.matches(event), `${selection} explained`)
  return rule.matches(event)
}

it('compares numbers and booleans with their spelling in the event', () => {
  assert.ok(
    matches('A: 1.0', { A: 1 }) &&
      matches('A: 1.0', { A: '1.0' }) &&
      matches('A: 1.0', { A: '1' }) &&
      !matches('A: 1.0', { A: '1.00' }),
  )
  assert.ok(matches('A: 0x10', { A: 16 }) && matches('A: 0x10', { A: '0X10' }))
  assert.ok(matches('A: 0.0000001', { A: 1e-7 }) && matches("A: '1e-7'", { A: 1e-7 }))
  assert.ok(matches('A: True', { A: true }) && matches("A: 'TRUE'", { A: true }) && !matches('A: true', { A: 1 }))
})

it('rounds numbers beyond 2^53, and compares strings of digits digit by digit', () => {
  const read = (json: string): object => JSON.parse(json) as object
  const [even, odd] = ['9007199254740992', '9007199254740993']
  for (const number of [even, odd])
    for (const event of [even, odd]) assert.ok(matches(`A: ${number}`, read(`{"A": ${event}}`)))
  assert.ok(matches(`A: '${even}'`, read(`{"A": ${odd}}`)) && !matches(`A: '${odd}'`, read(`{"A": ${odd}}`)))
  assert.ok(matches(`A: '${odd}'`, read(`{"A": "${odd}"}`)) && !matches(`A: '${even}'`, read(`{"A": "${odd}"}`)))
  assert.ok(!matches(`A|gt: ${even}`, read(`{"A": ${odd}}`)) && !matches(`A|gt: ${even}`, read(`{"A": "${odd}"}`)))
})

it('says of objects and nulls that they are no text', () => {
  assert.ok(
    matches("A: '*'", { A: {} }) &&
      !matches("A: '*'", { A: null }) &&
      !matches("A: '*'", { A: [] }) &&
      matches("A: '*'", { A: '' }),
  )
  assert.ok(
    !matches("A: '?*'", { A: {} }) && !matches("A|contains: 'object'", { A: {} }) && !matches("A: 'null'", { A: null }),
  )
  assert.ok(matches('A: null', { A: ['x', null] }) && !matches('A: null', { A: [] }) && !matches('A: null', { A: {} }))
})

it('turns the whole around with neq', () => {
  assert.ok(matches('A|neq: [x, y]', { A: 'z' }) && !matches('A|neq: [x, y]', { A: 'Y' }) && matches('A|neq: x', {}))
  assert.ok(!matches('A|neq: x', { A: ['x', 'y'] }) && !matches('A|neq: 5', { A: '5' }))
  assert.ok(
    matches('A|contains|neq: x', { A: 'abc' }) && !matches('A|neq: null', {}) && matches('A|neq: null', { A: '' }),
  )
  assert.ok(matches('A|fieldref|neq: B', { A: 1, B: 2 }) && !matches('A|fieldref|neq: B', { A: 1, B: '1' }))
  assert.ok(
    matches('A|contains|all|neq: [x, y]', { A: 'just x' }) && !matches('A|contains|all|neq: [x, y]', { A: 'yx' }),
  )
})

it('refers to other fields', () => {
  const event = {
    path: '/home/Ana',
    user: 'ana',
    users: ['bob', 'ANA'],
    port: 80,
    ports: ['80', 443],
    none: [],
    nothing: null,
  }
  assert.ok(matches('user|fieldref: users', event) && !matches('user|fieldref|cased: users', event))
  assert.ok(matches('port|fieldref: ports', event) && matches('users|fieldref: [path, user]', event))
  assert.ok(!matches('users|fieldref|all: [path, user]', event) && !matches('user|fieldref: missing', event))
  assert.ok(
    !matches('none|fieldref: none', event) &&
      !matches('nothing|fieldref: nothing', event) &&
      !matches('x|fieldref: y', event),
  )
  assert.throws(() => compile('user|fieldref|contains: path'), /do not go together/)
})

it('meets all of a list across the members of an array', () => {
  assert.ok(matches('args|contains|all: [foo, bar]', { args: ['foo', 'bar'] }))
  assert.ok(matches('ip|cidr|all: [10.0.0.0/8, 10.1.0.0/16]', { ip: '10.1.2.3' }))
  assert.ok(matches("c|re|all: ['^a', 'z$']", { c: 'abz' }) && !matches("c|re|all: ['^a', 'z$']", { c: 'ab' }))
})

it('applies encodings from left to right', () => {
  const base64 = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('base64')
  assert.ok(matches('A|utf16le|base64: cmd', { A: base64('cmd', 'utf16le') }))
  assert.ok(matches('A|utf16|base64: cmd', { A: Buffer.from([0xff, 0xfe, 99, 0, 109, 0, 100, 0]).toString('base64') }))
  assert.ok(matches('A|utf16be|base64: cmd', { A: Buffer.from([0, 99, 0, 109, 0, 100]).toString('base64') }))
  assert.ok(matches('A|wide|contains: cm', { A: 'xc\0m\0d' }))
  assert.ok(matches('A|windash|base64offset|contains: -foo', { A: base64('xx /foo yy') }))
  assert.ok(
    matches("A|base64|contains: 'É'", { A: base64('É') }) &&
      !matches('A|base64: Foo', { A: base64('Foo').toLowerCase() }),
  )
  for (const before of ['', 'x', 'xx', 'xxx'])
    for (const after of ['', 'y', 'yy'])
      assert.ok(matches('A|base64offset|contains: secret', { A: base64(`${before}secret${after}`) }))
  assert.throws(() => compile("A|base64: 'a*'"), /wildcards cannot be encoded/)
  assert.throws(() => compile('A|base64offset|contains: a'), /too short/)
})

it('takes the parts of a time as it is written', () => {
  const event = { t: '2026-12-31T23:59:58.123+09:00', day: '2024-02-29', epoch: 1_767_225_599 }
  assert.ok(matches('t|hour: 23', event) && matches('t|minute: 59', event) && matches('t|day: 31', event))
  assert.ok(matches('t|month: 12', event) && matches('t|year: 2026', event) && matches('t|week: 53', event))
  assert.ok(matches('day|day: 29', event) && !matches('day|hour: 0', event) && !matches('epoch|year: 2025', event))
  assert.ok(matches('t|hour|gte: 22', event) && !matches('t|hour|lt: 22', event) && matches('t|hour|neq: 3', event))
  assert.ok(!matches('t|day: 30', { t: '2026-02-30T00:00:00Z' }))
  assert.throws(() => compile('t|hour: 24'), /whole number from 0 to 23/)
})

it('looks for keywords in every value', () => {
  const event = { a: { b: ['one', { c: 'Two Three' }] }, n: 4444, f: false }
  assert.ok(matches("- 'two*ree'\n- nothing", event) && matches('- 44', event) && matches('- FALSE', event))
  assert.ok(matches("'|all': [one, three]", event) && !matches("'|all': [one, four]", event))
  assert.ok(matches("'|re': '^T.o'", event) && !matches("'|cased': two", event) && matches("'|startswith': tw", event))
  assert.ok(matches('- one\n- n: 1', event) && matches('- zzz\n- n: 4444', event) && !matches('- zzz\n- n: 1', event))
  assert.throws(() => compile("'|cidr': 10.0.0.0/8"), /needs a field/)
  assert.throws(() => compile("'|exists': true"), /needs a field/)
})

it('puts words in the place of placeholders', () => {
  const placeholders = new Map([
    ['admins', ['root', 'adm_*']],
    ['hosts', ['a', 'b']],
    ['nets', ['10.0.0.0/8']],
    ['none', []],
  ])
  const expand = (selection: string, event: object) => matches(selection, event, { placeholders })
  assert.ok(
    expand("U|expand: '%admins%'", { U: 'ADM_x' }) &&
      expand("U|expand: '%admins%'", { U: 'root' }) &&
      !expand("U|expand: '%admins%'", { U: 'roots' }),
  )
  assert.ok(expand("U|contains|expand: 'on %hosts% as %admins%!'", { U: '.. on b as adm_1! ..' }))
  assert.ok(expand("U|expand: '\\%plain%hosts%'", { U: '%plaina' }) && expand("U|expand: '100\\%'", { U: '100%' }))
  assert.ok(expand("ip|cidr|expand: '%nets%'", { ip: '10.1.1.1' }) && expand("U|expand: 'plain'", { U: 'plain' }))
  assert.ok(
    expand("U|expand|contains|all: ['%hosts%', '%admins%']", { U: 'root b' }) &&
      !expand("U|expand|contains|all: ['%hosts%', '%admins%']", { U: 'root' }),
  )
  assert.throws(
    () => compile("U|expand: '%nobody% %none%'", { placeholders }),
    (error) => {
      assert.ok(error instanceof SigmaErrors)
      assert.deepEqual([error.errors[0]?.line, error.errors[0]?.column, error.errors[0]?.path], [6, 15, 'U|expand'])
      assert.match(error.message, /%nobody%, %none%/)
      return true
    },
  )
  assert.throws(() => compile("ip|cidr|expand: '%hosts%'", { placeholders }), /'a' is not an IPv4 or IPv6 network/)
})

it("adds the filters that name the rule and whose log source is the rule's", () => {
  const filter = (head: string, condition: string) =>
    parseSigma(
      `title: f\n${head}\nfilter:\n  rules: [r]\n  selection: {U|startswith: adm_}\n  condition: ${condition}\n`,
    ).filters
  const excluding = filter('logsource: {product: p}', 'not selection')
  assert.ok(matches('A: 1', { A: 1, U: 'adm_x' }))
  assert.ok(
    !matches('A: 1', { A: 1, U: 'adm_x' }, { filters: excluding }) &&
      matches('A: 1', { A: 1, U: 'x' }, { filters: excluding }),
  )
  assert.ok(!matches('A: 1', { A: 1, U: 'x' }, { filters: filter('logsource: {product: p}', 'selection') }))
  assert.ok(matches('A: 1', { A: 1, U: 'adm_x' }, { filters: filter('logsource: {product: q}', 'not selection') }))
  assert.ok(
    matches('A: 1', { A: 1, U: 'adm_x' }, { filters: filter('logsource: {product: p, service: s}', 'not selection') }),
  )
})

it('gives the whole expression as data, for other compilers', () => {
  const { expression } = compile('A|endswith: /sh\nB: [1, x]')
  assert.equal(JSON.stringify(expression), JSON.stringify(structuredClone(expression)))
  assert.equal(expression.kind, 'selection')
  const rule = compile("A|contains: x\nB: '*'").rule
  const cloned = compileRule({ ...rule, detection: structuredClone(rule.detection) })
  assert.ok(cloned.matches({ A: 'axb', B: {} }) && !cloned.matches({ A: 'axb' }))
})
