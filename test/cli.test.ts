/** The command line as people and scripts meet it: what it prints, what it refuses, and what its exit code says. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'

const folder = mkdtempSync(join(tmpdir(), 'tallyman-cli-'))
after(() => rmSync(folder, { recursive: true }))

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}
function tallyman(words: readonly string[], input = ''): Ran {
  const { status, stdout, stderr } = spawnSync('node', ['bin/tallyman.js', ...words], {
    encoding: 'utf8',
    input,
    maxBuffer: 1e9,
  })
  return { code: status, out: stdout, err: stderr }
}
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const objects = (out: string): { readonly kind: string; readonly [field: string]: unknown }[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string })

describe('tallyman', () => {
  it('says its version', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    assert.deepEqual(tallyman(['--version']), { code: 0, out: `${version}\n`, err: '' })
  })
  for (const words of [[], ['scan'], ['watch'], ['detections'], ['sources'], ['explain'], ['sigma'], ['doctor']])
    it(`has help with examples for ${['tallyman', ...words].join(' ')}`, () => {
      const { code, out } = tallyman([...words, '--help'])
      assert.equal(code, 0)
      assert.match(out, /Examples:\n {2}(?:tallyman|zcat)/)
    })
  it('refuses what it does not know, and says what to do', () => {
    for (const [words, said] of [
      [['scann'], /Did you mean scan/],
      [['scan', '/no/such/file'], /\/no\/such\/file: no such file or folder/],
      [['scan', 'package.json', '--fail-on', 'bad'], /It is one of informational, low/],
      [['detections', 'show', 'nothing-such'], /there is no detection nothing-such; there are: /],
      [['explain', 'nothing-such', 'x'], /there is no detection nothing-such/],
      [['watch'], /say what to watch/],
    ] as const) {
      const { code, err } = tallyman(words)
      assert.equal(code, 2, words.join(' '))
      assert.match(err, said)
      assert.doesNotMatch(err, /at .*\.ts:/, 'no stack for a mistake of the person')
    }
  })
})

describe('tallyman scan', () => {
  const found = tallyman(['scan', 'recordings/intrusion', '--format', 'ndjson'])
  it('prints one object a line, each with its kind, and an alert with everything it stands on', () => {
    assert.equal(found.code, 0)
    const all = objects(found.out)
    assert.deepEqual([...new Set(all.map(({ kind }) => kind))].toSorted(), ['alert', 'incident'])
    for (const alert of all.filter(({ kind }) => kind === 'alert')) {
      assert.equal(typeof alert['detection'], 'string')
      assert.ok(Number.isFinite(Date.parse(String(alert['time']))))
      assert.match(String(alert['level']), /^(informational|low|medium|high|critical)$/)
      assert.ok(Array.isArray(alert['entities']) && alert['entities'].length > 0)
      const records = alert['records'] as readonly { source: string; file: string; line: number }[]
      assert.ok(records.length > 0)
      for (const { source, file: path, line } of records) {
        assert.ok(path.startsWith('recordings/intrusion/') && line >= 1)
        assert.match(source, /^(kubernetes-audit|docker-engine)$/)
      }
    }
  })
  it('says with its exit code whether something of a level was found', () => {
    assert.equal(tallyman(['scan', 'recordings/intrusion', '--fail-on', 'high', '--format', 'json']).code, 1)
    assert.equal(tallyman(['scan', 'recordings/benign-day', '--fail-on', 'high', '--format', 'json']).code, 0)
  })
  it('reads standard input, and sets aside what it cannot read with its place and reason', () => {
    const [record = ''] = readFileSync('recordings/intrusion/kubernetes-audit.jsonl', 'utf8').split('\n', 1)
    const { code, out } = tallyman(
      ['scan', '-', '--format', 'ndjson'],
      `${record}\n{"broken\n\n${record}\n{"who": "knows"}\n`,
    )
    assert.equal(code, 0)
    const asides = objects(out).filter(({ kind }) => kind === 'set-aside')
    assert.deepEqual(
      asides.map(({ file: path, line, what }) => [path, line, what]),
      [
        ['-', 2, 'unreadable'],
        ['-', 5, 'unrecognised'],
      ],
    )
  })
  it('shows control characters of a record instead of obeying them', () => {
    const text = readFileSync('recordings/intrusion/kubernetes-audit.jsonl', 'utf8')
    const record = JSON.parse(
      text.split('\n').find((line) => line.includes('"subresource":"exec"') && line.includes('ResponseStarted')) ??
        '{}',
    ) as {
      user: { username: string }
    }
    record.user.username = 'mallory\u001B[2J\u202E\u0007'
    const { out } = tallyman(['scan', file('escape.jsonl', `${JSON.stringify(record)}\n`)])
    assert.match(out, /mallory\\u\{1b\}\[2J\\u\{202e\}\\u\{7\}/)
    for (const character of ['\u001B', '\u0007', '\u202E']) assert.ok(!out.includes(character))
  })
  it('does not fall over names that are traps for objects', () => {
    const trap =
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1","__proto__":{"x":1},"constructor":1,"verb":"constructor","stage":"ResponseComplete"}'
    const { code, out } = tallyman(['scan', file('trap.jsonl', `${trap}\n`), '--format', 'ndjson'])
    assert.equal(code, 2, 'nothing of it could be read')
    assert.ok(objects(out).every(({ kind }) => kind === 'set-aside'))
  })
})

describe('tallyman explain', () => {
  it('says which selection held, on which field and value', () => {
    const line =
      readFileSync('recordings/intrusion/kubernetes-audit.jsonl', 'utf8')
        .split('\n')
        .findIndex((one) => one.includes('"subresource":"exec"') && one.includes('ResponseStarted')) + 1
    const { code, out } = tallyman([
      'explain',
      'pod-exec-started',
      `recordings/intrusion/kubernetes-audit.jsonl:${line}`,
    ])
    assert.equal(code, 0)
    assert.match(out, /matches recordings/)
    assert.match(out, /derived\.resource/)
  })
})

describe('tallyman sigma', () => {
  const rules = file(
    'rules.yml',
    `title: Shell
id: 11111111-1111-4111-8111-111111111111
name: shell
logsource: {category: process_creation}
detection: {s: {CommandLine|contains: sh}, condition: s}
---
title: Shells
id: 22222222-2222-4222-8222-222222222222
correlation: {type: event_count, rules: [shell], group-by: [user], timespan: 1h, condition: {gte: 2}, generate: true}
`,
  )
  const events = file(
    'events.ndjson',
    [
      { '@timestamp': '2026-01-01T00:00:00Z', user: 'ana', CommandLine: 'bash' },
      { '@timestamp': '2026-01-01T00:01:00Z', user: 'ana', CommandLine: 'ls' },
      { '@timestamp': '2026-01-01T00:02:00Z', user: 'ana', CommandLine: 'zsh' },
    ]
      .map((event) => JSON.stringify(event))
      .join('\n'),
  )
  it('prints one object a match, and a correlation with the lines it stands on', () => {
    const { code, out } = tallyman(['sigma', 'eval', rules, '--events', events])
    assert.equal(code, 0)
    assert.deepEqual(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
      [
        { line: 1, rule: '11111111-1111-4111-8111-111111111111', title: 'Shell' },
        { line: 3, rule: '11111111-1111-4111-8111-111111111111', title: 'Shell' },
        { line: 3, rule: '22222222-2222-4222-8222-222222222222', title: 'Shells', lines: [1, 3] },
      ],
    )
  })
  it('counts', () => {
    const { out } = tallyman(['sigma', 'eval', rules, '--events', '-', '--count'], readFileSync(events, 'utf8'))
    assert.deepEqual(
      out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { count: number }).count),
      [2, 1],
    )
  })
  it('refuses a rule that it cannot honour with its place, and runs the others', () => {
    const bad = file(
      'bad.yml',
      'title: Bad\nlogsource: {category: x}\ndetection:\n  s: {a|nonsense: 1}\n  condition: s\n',
    )
    const { code, out, err } = tallyman(['sigma', 'eval', bad, rules, '--events', events])
    assert.equal(code, 2)
    assert.match(err, /refused: .*bad\.yml:4:/)
    assert.equal(out.trim().split('\n').length, 3)
  })
})

describe('tallyman sigma check', () => {
  const check = (detection: string): Ran =>
    tallyman([
      'sigma',
      'check',
      file(
        'check.yml',
        `title: t\nlogsource: {product: kubernetes, service: audit}\ndetection:\n${detection}\n  condition: s\n`,
      ),
    ])
  for (const [defect, detection, said] of [
    [
      'D13',
      "  s: {responseStatus.code: 'ALLOW'}",
      /check\.yml:4:\d+: error 'responseStatus\.code' can never be 'ALLOW'/,
    ],
    ['D14', '  s: {apiGroup: apps}', /no field 'apiGroup'.*did you mean 'objectRef\.apiGroup'/],
    ['D15', "  s: {hostPath: '*'}", /no field 'hostPath'/],
    ['D16', '  s: {verb: replace}', /'verb' can never be 'replace'/],
    ['D17', '  s: {verb: delete, objectRef.resource: events}', /not with 'deletecollection'/],
    [
      'D20',
      "  s: {objectRef.resource: clusterrolebindings, requestObject.spec.serviceAccountName: '*'}",
      /requestObject\.spec\.serviceAccountName/,
    ],
  ] as const)
    it(`finds ${defect} of published rules`, () => {
      const { code, out } = check(detection)
      assert.match(out, said)
      assert.equal(code, defect === 'D17' ? 0 : 1)
    })
  it('has nothing to say of a rule that is sound', () => {
    assert.deepEqual(
      check('  s: {verb: [delete, deletecollection], objectRef.resource: events}').out,
      '1 rule: 0 errors, 0 warnings\n',
    )
  })
})

describe('tallyman doctor', () => {
  const engine = 'recordings/intrusion/docker-engine.jsonl'
  it('says what was watched, and of every detection whether it works on that', () => {
    const { code, out } = tallyman(['doctor', 'recordings/intrusion'])
    assert.equal(code, 0)
    assert.match(out, /live +Kubernetes audit log +recordings/)
    assert.match(out, /SEES +pod-exec-started/)
    assert.match(out, /log driver none/)
  })
  it('fails where a detection is blind and that is asked for', () => {
    assert.equal(tallyman(['doctor', engine]).code, 0)
    const { code, out } = tallyman(['doctor', engine, '--fail-on', 'blind'])
    assert.equal(code, 1)
    assert.match(out, /BLIND +pod-exec-started\n +kubernetes-audit: no record of it was read/)
  })
  it('names the line of an audit policy that blinds, and what to put before it', () => {
    const { code, out } = tallyman(['doctor', '--audit-policy', 'lab/audit-policy.yaml', '--fail-on', 'partly'])
    assert.equal(code, 1)
    assert.match(out, /lab\/audit-policy\.yaml:17 tells None.*\n(?:.*\n)? +put before line 17:\n +- level: Metadata/)
  })
  it('says the same to machines', () => {
    const { out } = tallyman(['doctor', 'recordings/intrusion', '--audit-policy', 'lab/audit-policy.yaml', '--json'])
    const { kind, detections, visibility, audit_policy } = JSON.parse(out) as {
      kind: string
      detections: { id: string; sight: string }[]
      visibility: { sensors: { first: string }[] }
      audit_policy: { file: string }
    }
    assert.deepEqual([kind, audit_policy.file], ['doctor', 'lab/audit-policy.yaml'])
    assert.equal(detections.find(({ id }) => id === 'pod-exec-started')?.sight, 'partly')
    assert.match(visibility.sensors[0]?.first ?? '', /^2026-.*Z$/)
  })
  it('refuses what is no policy with its line, and to look at nothing', () => {
    for (const [words, said] of [
      [
        [
          'doctor',
          '--audit-policy',
          file('policy.yaml', 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Most\n'),
        ],
        /policy\.yaml:4: /,
      ],
      [['doctor'], /say what to look at/],
      [['doctor', '--audit-policy', '/no/such'], /no such file/],
    ] as const) {
      const { code, err } = tallyman(words)
      assert.equal(code, 2)
      assert.match(err, said)
      assert.doesNotMatch(err, /at .*\.ts:/)
    }
  })
})
