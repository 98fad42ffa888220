/** What an audit policy blinds of the shipped detections, and that the proposed change mends it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parsePolicy, PROVIDER, PROVIDERS } from '../visibility/index.ts'
import { assessPolicy, readPolicy, readPublished, type PolicyReport } from './audit-policy.ts'
import { loadContent } from './content.ts'

const content = await loadContent()
const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n'
const assess = (rules: string, provider?: 'gke'): PolicyReport =>
  assessPolicy(parsePolicy(HEAD + rules, 'p.yaml'), content, provider && PROVIDER[provider])
const sightOf = (report: PolicyReport, id: string) => report.detections.find((one) => one.id === id)

describe('D7: a published policy with three defects', () => {
  const report = assess(`- level: None
  nonResourceURLs: ["/api*", "/version"]
- level: RequestResponse
  resources:
  - group: ""
    resources: [pods, deployments]
- level: RequestResponse
  resources:
  - group: rbac.authorization.k8s.io
    resources: [clusterroles, clusterrolebindings]
- level: Metadata
`)
  it('names deployments in a group that has none, and the detection that this blinds', () => {
    assert.deepEqual(report.slips, [{ line: 9, resource: 'deployments', group: '', groups: ['apps', 'extensions'] }])
    const sight = sightOf(report, 'pod-created-privileged')
    assert.equal(sight?.sight, 'partly')
    assert.deepEqual(
      sight?.assumptions.filter(({ holds }) => !holds).map(({ assumption }) => assumption),
      ['workloads-audited'],
    )
    const [blinding] = sight?.blindings ?? []
    assert.deepEqual([blinding?.line, blinding?.level, blinding?.needed], [15, 'Metadata', 'Request'])
    assert.ok(blinding?.requests.some(({ group, names }) => group === 'apps' && names.includes('deployments')))
  })
  it('names roles and bindings of namespaces, whose bodies are not told', () => {
    const missed = report.beside.find(({ by }) => by.includes('a role that allows everything'))
    const rbac = missed?.requests.find(({ group }) => group === 'rbac.authorization.k8s.io')
    assert.equal(missed?.line, 15)
    assert.deepEqual(rbac?.names, ['roles', 'rolebindings'])
  })
  it('names the paths by which a client finds out what there is', () => {
    const missed = report.beside.find(({ requests }) => requests.some(({ names }) => names.includes('/version')))
    assert.deepEqual([missed?.line, missed?.level, missed?.needed], [5, 'None', 'Metadata'])
  })
})

describe('a policy', () => {
  it('that tells everything blinds nothing', () => {
    const { detections, beside, slips } = assess('- level: RequestResponse\n')
    assert.ok(detections.length > 5)
    assert.deepEqual(
      detections.filter(({ sight, blindings }) => sight !== 'sees' || blindings.length > 0),
      [],
    )
    assert.deepEqual([beside, slips], [[], []])
  })
  it('that tells nothing blinds everything', () => {
    const { detections } = assess('- level: None\n')
    const own = detections.filter(({ rules }) => rules.length > 0)
    assert.ok(own.length > 5)
    assert.ok(own.every(({ sight }) => sight !== 'sees'))
    // Who reads something else as well is left that.
    const alone = own.filter(({ id }) =>
      content.detections.some((one) => one.id === id && one.sources.every((source) => source === 'kubernetes-audit')),
    )
    assert.ok(alone.length > 5)
    assert.deepEqual([...new Set(alone.map(({ sight }) => sight))], ['blind'])
  })
  it('without bodies leaves what metadata shows', () => {
    const report = assess('- level: Metadata\n')
    assert.equal(sightOf(report, 'pod-exec-started')?.sight, 'sees')
    assert.equal(sightOf(report, 'pod-created-privileged')?.sight, 'blind')
    assert.deepEqual(
      sightOf(report, 'ephemeral-container-added')?.rules.map(({ sight }) => sight),
      ['sees', 'blind', 'sees'],
    )
  })
  it('that omits the beginning of sessions blinds what is told when they begin', () => {
    const sight = sightOf(assess('- {level: RequestResponse, omitStages: [ResponseStarted]}\n'), 'pod-exec-started')
    assert.equal(sight?.sight, 'blind')
    assert.equal(sight?.blindings[0]?.omitted, 'ResponseStarted')
  })
  it('is mended by the changes that are proposed', () => {
    const rules = '- {level: None, verbs: [get]}\n- {level: Metadata}\n'
    const before = assess(rules)
    const changes = before.detections.flatMap(({ blindings }) =>
      blindings.flatMap(({ change, callers }) => (change && callers.length > 0 ? [change] : [])),
    )
    // The most telling first: each was worked out as if it stood alone.
    const most = changes.toSorted(
      (a, b) => Number(b.includes('RequestResponse')) - Number(a.includes('RequestResponse')),
    )
    const after = assess(`${most.join('\n')}\n${rules}`)
    assert.ok(before.detections.some(({ sight }) => sight === 'blind'))
    assert.deepEqual(
      after.detections.filter(({ sight }) => sight !== 'sees').map(({ id }) => id),
      [],
    )
  })
  it('leaves out a caller whom the rule leaves out as well, and nobody is told of a loss', () => {
    const report = assess(
      '- {level: None, users: ["system:serviceaccount:kube-system:replicaset-controller"], verbs: [create], resources: [{resources: [pods]}]}\n- {level: RequestResponse}\n',
    )
    const [first] = sightOf(report, 'pod-created-privileged')?.rules ?? []
    assert.equal(first?.sight, 'sees')
    const by = sightOf(report, 'pod-created-privileged')?.blindings.flatMap(({ by }) => by) ?? []
    assert.ok(!by.includes('Privileged pod or workload created'))
  })
  it('of a provider that leaves verbs out blinds rules that ask for them', () => {
    assert.deepEqual(sightOf(assess('- level: RequestResponse\n', 'gke'), 'ephemeral-container-added')?.lost, [
      'pods/ephemeralcontainers',
    ])
  })
  it('that a provider publishes is read as any other, and what it blinds for good is told', async () => {
    const published = PROVIDERS.filter((id) => PROVIDER[id].isPublished)
    assert.deepEqual(published, ['eks', 'gke'])
    for (const id of published) {
      const report = assessPolicy(await readPublished(id), content, PROVIDER[id])
      assert.deepEqual(report.slips, [], id)
      assert.equal(sightOf(report, 'events-deleted')?.sight, 'blind', id)
      assert.equal(sightOf(report, 'pod-exec-started')?.sight, 'sees', id)
    }
  })
  it('of the lab leaves out what nodes open by WebSocket', async () => {
    const report = assessPolicy(await readPolicy('lab/audit-policy.yaml'), content)
    const sight = sightOf(report, 'pod-exec-started')
    assert.equal(sight?.sight, 'partly')
    const missed = sight?.blindings.find(({ callers }) => callers.length > 0)
    assert.deepEqual(missed?.callers, ['node'])
    assert.deepEqual(
      missed?.requests.map(({ verbs }) => verbs),
      [['get']],
    )
  })
})
