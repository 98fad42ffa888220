/** Audit policies: read as the API server reads them, decided as it decides, and what is missed told exactly. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { kindOf, type Kind } from './api.ts'
import { ANY, CALLER_KINDS } from './caller.ts'
import { PolicyError } from './errors.ts'
import { parsePolicy } from './parse.ts'
import { deciding, isBelow, type Request } from './policy.ts'
import { shortfallsOf } from './shortfall.ts'
import { slipsOf } from './slip.ts'

const policy = (rules: string, head = '') =>
  parsePolicy(`apiVersion: audit.k8s.io/v1\nkind: Policy\n${head}rules:\n${rules}`, 'p.yaml')
const request = (verb: string, kind: string, more: Partial<Request> & { namespace?: string; name?: string } = {}) => ({
  user: more.user ?? 'ana',
  groups: more.groups ?? ['system:authenticated'],
  verb,
  asked: { ...kindOf(kind), namespace: more.namespace ?? 'shop', name: more.name ?? 'web' },
})

describe('the rule that decides', () => {
  const levelOf = (rules: string, asked: Request): string => deciding(policy(rules), asked)?.level ?? 'None'
  for (const [what, rules, asked, level] of [
    ['is the first that matches', '- level: None\n- level: Request\n', request('get', 'pods'), 'None'],
    ['is none at the end', '- level: Request\n  verbs: [list]\n', request('get', 'pods'), 'None'],
    ['knows its users', '- {level: Request, users: [ana]}\n', request('get', 'pods'), 'Request'],
    ['and not others', '- {level: Request, users: [ben]}\n', request('get', 'pods'), 'None'],
    [
      'asks for one group of several',
      '- {level: Request, userGroups: [a, b]}\n',
      request('get', 'pods', { groups: ['b'] }),
      'Request',
    ],
    [
      'takes no part of a kind for the kind',
      '- {level: Request, resources: [{resources: [pods]}]}\n',
      request('get', 'pods/log'),
      'None',
    ],
    [
      'takes a part by its name',
      '- {level: Request, resources: [{resources: [pods/log]}]}\n',
      request('get', 'pods/log'),
      'Request',
    ],
    [
      'takes a part of any kind',
      '- {level: Request, resources: [{resources: ["*/log"]}]}\n',
      request('get', 'pods/log'),
      'Request',
    ],
    [
      'but not the kind by that',
      '- {level: Request, resources: [{resources: ["*/log"]}]}\n',
      request('get', 'pods'),
      'None',
    ],
    [
      'takes any part of a kind',
      '- {level: Request, resources: [{resources: [pods/*]}]}\n',
      request('get', 'pods/log'),
      'Request',
    ],
    [
      'and the kind itself, as the server does',
      '- {level: Request, resources: [{resources: [pods/*]}]}\n',
      request('get', 'pods'),
      'Request',
    ],
    [
      'takes all by a star',
      '- {level: Request, resources: [{resources: ["*"]}]}\n',
      request('get', 'pods/log'),
      'Request',
    ],
    [
      'takes all of a group',
      '- {level: Request, resources: [{group: apps}]}\n',
      request('get', 'deployments'),
      'Request',
    ],
    ['keeps groups apart', '- {level: Request, resources: [{group: ""}]}\n', request('get', 'deployments'), 'None'],
    [
      'knows names',
      '- {level: Request, resources: [{resources: [pods], resourceNames: [db]}]}\n',
      request('get', 'pods'),
      'None',
    ],
    ['knows namespaces', '- {level: Request, namespaces: [shop]}\n', request('get', 'pods'), 'Request'],
    [
      'and what is in none',
      '- {level: Request, namespaces: [""]}\n',
      request('get', 'pods', { namespace: '' }),
      'Request',
    ],
    [
      'of resources is not of paths',
      '- {level: Request, namespaces: [shop]}\n',
      { user: 'ana', groups: [], verb: 'get', asked: { path: '/version' } },
      'None',
    ],
    ['of paths is not of resources', '- {level: Request, nonResourceURLs: ["*"]}\n', request('get', 'pods'), 'None'],
    [
      'takes paths by their beginning',
      '- {level: Request, nonResourceURLs: ["/api*"]}\n',
      { user: 'ana', groups: [], verb: 'get', asked: { path: '/apis/apps' } },
      'Request',
    ],
  ] as const)
    it(what, () => assert.equal(levelOf(rules, asked), level))
})

describe('a policy that is wrong', () => {
  for (const [rules, said] of [
    ['- level: Most\n', /p\.yaml:4: rules\.0\.level/],
    ['- level: None\n  verb: [get]\n', /p\.yaml:5: rules\.0: Unrecognized key/],
    ['- level: None\n  nonResourceURLs: [/x]\n  namespaces: [a]\n', /p\.yaml:4: .*not of both/],
    ['- level: None\n  resources:\n  - group: apps/v1\n', /p\.yaml:6: .*without its version/],
    ['- level: None\n  resources:\n  - resourceNames: [a]\n', /p\.yaml:6: resourceNames need resources/],
    ['- level: None\n  nonResourceURLs: ["x*y"]\n', /p\.yaml:4: .*is no path/],
    ['- level: None\n---\nkind: Policy\n', /p\.yaml:\d: .*one document/],
    ['- level: [None\n', /p\.yaml:\d: is not YAML/],
    ['', /p\.yaml:3: rules/],
  ] as const)
    it(`is refused with its line: ${JSON.stringify(rules)}`, () =>
      assert.throws(
        () => policy(rules),
        (error) => error instanceof PolicyError && said.test(error.message),
      ))
})

const need = (verb: string, asked: Kind, level: 'Metadata' | 'Request' = 'Metadata') =>
  ({ by: 'test', verb, asked, callers: CALLER_KINDS, level }) as const

describe('shortfalls', () => {
  it('say which kinds of callers are missed, and by which rule', () => {
    const found = shortfallsOf(
      policy('- {level: None, userGroups: [system:nodes]}\n- {level: Metadata}\n'),
      need('get', kindOf('pods')),
    )
    assert.deepEqual(
      found.map(({ caller, rule }) => [caller, rule?.line]),
      [['node', 4]],
    )
  })
  it('say who alone is missed, and nobody whom an earlier rule tells of', () => {
    const found = shortfallsOf(
      policy(
        '- {level: Request, users: [ana]}\n- {level: None, users: [ana, ben], namespaces: [a]}\n- {level: Metadata}\n',
      ),
      need('create', kindOf('pods')),
    )
    assert.deepEqual(
      found.map(({ who }) => who),
      [{ user: 'ben', namespace: 'a' }],
    )
  })
  it('know that an account is in the groups of its namespace', () => {
    const rules =
      '- {level: Metadata, userGroups: [system:serviceaccounts:a]}\n- {level: None, users: ["system:serviceaccount:a:x", "system:serviceaccount:b:x"]}\n- {level: Metadata}\n'
    assert.deepEqual(
      shortfallsOf(policy(rules), need('get', kindOf('pods'))).map(({ who }) => who?.user),
      ['system:serviceaccount:b:x'],
    )
  })
  it('are there where a stage is omitted, in the rule or everywhere', () => {
    for (const [verb, kind, head, stage] of [
      ['get', 'pods/exec', 'omitStages: [ResponseStarted]\n', 'ResponseStarted'],
      ['watch', 'pods', 'omitStages: [ResponseStarted]\n', 'ResponseStarted'],
      ['create', 'pods', 'omitStages: [ResponseComplete]\n', 'ResponseComplete'],
    ] as const) {
      const found = shortfallsOf(policy('- {level: RequestResponse}\n', head), need(verb, kindOf(kind)))
      assert.deepEqual([...new Set(found.map(({ omitted }) => omitted))], [stage])
      assert.equal(
        shortfallsOf(
          policy('- {level: RequestResponse}\n', 'omitStages: [RequestReceived]\n'),
          need(verb, kindOf(kind)),
        ).length,
        0,
      )
    }
  })
  it('are exact: a request of anybody who is named is missed if and only if it is said so', () => {
    const words = (...all: string[]) => fc.subarray(all, { maxLength: 2 })
    const rule = fc.record({
      level: fc.constantFrom('None', 'Metadata', 'Request'),
      users: words('ana', 'system:serviceaccount:a:x'),
      userGroups: words('dev', 'system:serviceaccounts:a', 'system:authenticated'),
      namespaces: words('a', 'b'),
      verbs: words('get', 'create'),
    })
    let missed = 0
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 5 }), fc.constantFrom('get', 'create'), (rules, verb) => {
        const read = parsePolicy(JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }), 'p')
        const found = shortfallsOf(read, need(verb, kindOf('pods'), 'Request'))
        if (found.length > 0) missed++
        for (const { who, caller } of found) assert.ok(who !== undefined || caller !== undefined)
        const isSaid = found.some(({ caller }) => caller === 'user')
        const anybody = deciding(read, request(verb, 'pods', { user: ANY, namespace: ANY, name: ANY }))
        assert.equal(isSaid, isBelow(anybody?.level ?? 'None', 'Request'))
        for (const namespace of ['a', 'b', ANY]) {
          const decided = deciding(read, request(verb, 'pods', { namespace, name: ANY }))
          const ofAna = found.some(
            ({ who, caller }) =>
              (caller === 'user' && decided === anybody) ||
              (who !== undefined &&
                (who.user ?? 'ana') === 'ana' &&
                (who.namespace ?? namespace) === namespace &&
                (who.groups ?? ['system:authenticated']).includes('system:authenticated')),
          )
          if (isBelow(decided?.level ?? 'None', 'Request'))
            assert.ok(isSaid || ofAna, JSON.stringify([rules, namespace, found]))
        }
      }),
      { numRuns: 300 },
    )
    assert.ok(missed > 50, `only ${missed} policies missed anything`)
  })
})

it('finds entries that no request can match', () => {
  const slips = slipsOf(
    policy(
      '- level: None\n  resources:\n  - group: ""\n    resources: [pods, deployments/scale]\n  - {group: apps, resources: [deployments]}\n  - {group: x.example.com, resources: [pods]}\n',
    ),
  )
  assert.deepEqual(slips, [{ line: 6, resource: 'deployments/scale', group: '', groups: ['apps', 'extensions'] }])
})

it('reads the policy of the lab', () => {
  const file = 'lab/audit-policy.yaml'
  const read = parsePolicy(readFileSync(file, 'utf8'), file)
  assert.ok(read.rules.length > 8)
  assert.equal(readFileSync(file, 'utf8').split('\n')[(read.rules[0]?.line ?? 0) - 1], '- level: None')
  assert.deepEqual(slipsOf(read), [])
})
