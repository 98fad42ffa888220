/** The linter: the dead rules of the field are its first tests. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { audit, lint } from './fixture.ts'

describe('defects of published rules', () => {
  it('a number is compared with a word (D13)', () => {
    assert.deepEqual(
      lint(
        "  status:\n    responseStatus.code: 'ALLOW'\n  shell:\n    requestURI|contains: /bin/sh\n  condition: status and 1 of shell*",
      ),
      [
        "never-matches error 1: the rule can never match: 'responseStatus.code' can have none of the values looked for",
        "impossible-value error 5: 'responseStatus.code' can never be 'ALLOW': it is a number",
      ],
    )
  })
  it('a field stands elsewhere (D14)', () => {
    assert.deepEqual(
      lint(
        '  selection:\n    verb: patch\n    apiGroup: apps\n    objectRef.resource: deployments\n  condition: selection',
      ),
      [
        "never-matches error 1: the rule can never match: 'apiGroup' is not a field of the log source",
        "unknown-field error 6: the log source has no field 'apiGroup', so this line can never hold; did you mean 'objectRef.apiGroup'?",
      ],
    )
  })
  it('fields do not exist (D15)', () => {
    for (const field of ['hostPath', 'capabilities']) {
      const found = lint(
        `  selection:\n    verb: create\n    objectRef.resource: pods\n    ${field}: '*'\n  condition: selection`,
      )
      assert.deepEqual(
        found.map((one) => one.split(':')[0]),
        ['never-matches error 1', 'unknown-field error 7'],
      )
    }
  })
  it('a verb does not exist (D16)', () => {
    assert.deepEqual(
      lint(
        '  selection:\n    objectRef.resource: secrets\n    verb: [create, delete, deletecollection, patch, replace, update]\n  condition: selection',
      ),
      [
        "impossible-value warning 6: 'verb' can never be 'replace': it is one of get, list, watch, create, update, patch, delete, deletecollection",
      ],
    )
  })
  it('an alternative is forgotten (D17, D12)', () => {
    assert.deepEqual(lint('  selection:\n    verb: delete\n    objectRef.resource: events\n  condition: selection'), [
      "missing-alternative warning 5: 'verb' is looked for with 'delete', but not with 'deletecollection': a collection is deleted by one request",
    ])
    assert.deepEqual(
      lint(
        '  selection:\n    verb: create\n    objectRef.resource: pods\n    objectRef.subresource: exec\n  condition: selection',
      ),
      [
        "missing-alternative warning 5: 'verb' is looked for with 'create', but not with 'get': exec over WebSocket is a get",
      ],
    )
    assert.deepEqual(lint('  selection:\n    verb: create\n    objectRef.resource: pods\n  condition: selection'), [])
  })
  it('a field is of another kind of object (D20)', () => {
    const detection = (resources: string, field = 'requestObject.spec.serviceAccountName: x') =>
      `  selection:\n    verb: create\n    objectRef.resource: ${resources}\n    ${field}\n  condition: selection`
    assert.deepEqual(lint(detection('[rolebindings, clusterrolebindings]')), [
      "never-matches error 1: the rule can never match: 'requestObject.spec.serviceAccountName' is not a field of rolebindings, clusterrolebindings",
    ])
    for (const resources of ['[pods, rolebindings]', 'pods', 'somethings'])
      assert.deepEqual(lint(detection(resources)), [])
    assert.deepEqual(lint(detection('rolebindings', 'requestObject.metadata.labels.app: x')), [])
    assert.deepEqual(lint('  selection:\n    requestObject.spec.serviceAccountName: x\n  condition: selection'), [])
  })
})

describe('conditions that are always false', () => {
  const dead = (detection: string) => lint(detection).filter((one) => one.startsWith('never-matches'))
  it('want a field to be two things at once', () => {
    assert.equal(
      dead('  a:\n    objectRef.resource: pods\n  b:\n    objectRef.resource: secrets\n  condition: a and b').length,
      1,
    )
    assert.equal(dead('  a:\n    verb|startswith: del\n    verb|endswith: ate\n  condition: a').length, 1)
    assert.equal(dead('  a:\n    user.groups: x\n  b:\n    user.groups: y\n  condition: a and b').length, 0)
    assert.equal(
      dead('  a:\n    objectRef.resource: pods\n    objectRef.resource|endswith: ods\n  condition: a').length,
      0,
    )
  })
  it('want the same and its contrary', () => {
    assert.equal(dead('  a:\n    requestURI|contains: x\n  condition: a and not a').length, 1)
    assert.equal(
      dead('  a:\n    verb: [get, list]\n  b:\n    verb: [get, list, watch]\n  condition: a and not b').length,
      1,
    )
    assert.equal(dead('  a:\n    verb: [get, watch]\n  b:\n    verb: [get, list]\n  condition: a and not b').length, 0)
  })
  it('are not those of which one way is left', () => {
    assert.equal(dead('  a:\n    verb: replace\n  b:\n    verb: list\n  condition: a or b').length, 0)
    assert.equal(dead('  a:\n    verb: replace\n  b:\n    verb: list\n  condition: 1 of them').length, 0)
    assert.equal(dead('  a:\n    verb: replace\n  b:\n    verb: list\n  condition: all of them').length, 1)
    assert.equal(dead('  a:\n    verb: replace\n  b:\n    verb: list\n  condition: b and not a').length, 0)
  })
  it('are found without a schema too', () => {
    const found = lint('  a: {x: 1, y: 2}\n  b: {x: 2}\n  condition: a and b', {}, [])
    assert.deepEqual(found, [
      "never-matches warning 1: the rule can never match: no value of 'x' is all that is wanted of it, unless it has several",
    ])
    assert.match(lint('  a: {x: 1}\n  condition: a and not a', {}, [])[0] ?? '', /^never-matches error/)
    assert.deepEqual(lint('  a: {x: 1}\n  b: {x: "1"}\n  condition: a and b', {}, []), [])
  })
  it('are given up on where there are too many ways, in little time', () => {
    const names = Array.from({ length: 40 }, (_, index) => `s${index}`)
    const selections = names
      .map((name) => `  ${name}:\n    verb: [get, list]\n    requestURI|contains: ${name}\n`)
      .join('')
    assert.deepEqual(lint(`${selections}  condition: 20 of s*`), [])
  })
})

describe('values that a field can never take', () => {
  const impossible = (line: string) =>
    lint(`  s:\n    ${line}\n  condition: s`).filter((one) => one.startsWith('impossible-value')).length
  it('are told', () => {
    for (const line of [
      "responseStatus.code: '4xx'",
      'responseStatus.code|contains: a',
      "responseStatus.code: '0403'",
      'responseStatus.code|cidr: 10.0.0.0/8',
      "flag: 'yes'",
      'sourceIPs: localhost',
      'sourceIPs|gt: 5',
      'requestReceivedTimestamp|gt: 5',
      'verb|hour: 5',
      'objectRef: x',
      "verb|re: '^x'",
    ])
      assert.equal(impossible(line), 1, line)
  })
  it('are not those that it can', () => {
    for (const line of [
      'responseStatus.code: 403',
      "responseStatus.code: '4*'",
      'responseStatus.code|gte: 400',
      "responseStatus.code|re: '^4'",
      'flag: true',
      'sourceIPs: 10.0.0.1',
      "sourceIPs: '10.*'",
      'sourceIPs|cidr: 10.0.0.0/8',
      'requestReceivedTimestamp|hour: 5',
      "objectRef: '*'",
      'objectRef|exists: true',
      'responseStatus.code: null',
      'VERB|exists: false',
      "verb|re: '^de'",
      'verb|expand: "%verbs%"',
      'annotations.x: y',
      'verb|fieldref: user.username',
    ])
      assert.equal(impossible(line), 0, line)
  })
  it('make a filter that excludes nothing', () => {
    assert.deepEqual(lint('  s:\n    verb: get\n  f:\n    user.usernam: x\n  condition: s and not f'), [
      "unknown-field warning 7: the log source has no field 'user.usernam', so this line excludes nothing; did you mean 'user.username'?",
    ])
  })
})

describe('other findings', () => {
  it('patterns that swallow everything', () => {
    const swallowing = (line: string) => lint(`  s:\n    ${line}\n  condition: s`).map((one) => one.split(' ')[0])
    for (const line of [
      "requestURI|contains: ''",
      "requestURI: [x, '*']",
      "requestURI|re: '.*'",
      "requestURI|re: 'x?'",
      'sourceIPs|cidr: [10.0.0.0/8, 0.0.0.0/0]',
    ])
      assert.deepEqual(swallowing(line), ['swallows-everything'], line)
    for (const line of ["requestURI: '*'", "requestURI|re: '.+'", "requestURI|re: '^$'"])
      assert.deepEqual(swallowing(line), [], line)
    assert.match(lint("  k: ['*']\n  condition: k")[0] ?? '', /^swallows-everything/)
  })
  it('selections that the condition does not use, and techniques that do not exist', () => {
    const found = lint(
      '  s: {verb: get}\n  odd: {verb: list}\n  condition: s',
      { techniques: new Set(['T1611']) },
      [audit],
      'tags: [attack.t1611, attack.t9999.001, attack.execution, cve.2024-1]\n',
    )
    assert.deepEqual(found, [
      'unknown-technique warning 1: ATT&CK has no technique T9999.001',
      "unused-selection warning 6: the condition does not use the selection 'odd'",
    ])
  })
  it('only of log sources that the rule speaks about', () => {
    assert.deepEqual(
      lint('  s: {anything: x}\n  condition: s', {}, [{ ...audit, logsource: { product: 'windows' } }]),
      [],
    )
  })
})
