/** The objects of a cluster, as far as more than the source itself has a part in them: files of kubectl, the ledger, the manifest, rights. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parse } from 'yaml'
import { attribute } from '../src/attribute/attribute.ts'
import { blockOf } from '../src/ingest/block.ts'
import { RESOURCES } from '../src/ingest/cluster/resource.ts'
import { createIngest, isSetAside } from '../src/ingest/ingest.ts'
import { loadSources } from '../src/ingest/load.ts'
import type { Event } from '../src/model/event.ts'
import { loadContent } from '../src/runtime/content.ts'
import { scan } from '../src/runtime/scan.ts'
import { createLedger } from '../src/visibility/index.ts'
import { SOURCES } from './samples.ts'
import { temporaryFolder } from './temporary.ts'

const sources = await loadSources(SOURCES)
const FOLDER = join(SOURCES, 'kubernetes-objects')
const textOf = (file: string): string => readFileSync(join(FOLDER, 'samples', file), 'utf8')

const eventsOf = (text: string): Event[] =>
  createIngest({ sources })
    .observe(blockOf('kubernetes:lab', text))
    .flatMap((outcome) => {
      if (!isSetAside(outcome)) return outcome
      assert.equal(outcome.kind, 'redundant', outcome.reason)
      return []
    })
const object = (more: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', creationTimestamp: '2026-01-01T00:00:00Z' },
  ...more,
})
const derivedOf = ({ views }: Event): { readonly [name: string]: unknown } =>
  views[0]?.fields['derived'] as { readonly [name: string]: unknown }

describe('files of what kubectl printed', () => {
  it('are recognised without being told what they are, on one line or on many', async () => {
    const folder = temporaryFolder()
    const list = { kind: 'List', apiVersion: 'v1', items: [object(), object({ kind: 'Service' })] }
    const raw = {
      kind: 'PodList',
      apiVersion: 'v1',
      items: [{ metadata: { name: 'a', creationTimestamp: '2026-01-01T00:00:00Z' } }],
    }
    const files: readonly (readonly [string, string, number])[] = [
      ['pod.json', JSON.stringify(object(), undefined, 4), 1],
      ['list.json', JSON.stringify(list, undefined, 4), 2],
      ['raw.json', JSON.stringify(raw), 1],
      ['watched.json', [...'ab'].map(() => JSON.stringify({ type: 'ADDED', object: object() })).join('\n'), 2],
    ]
    for (const [name, text] of files) writeFileSync(join(folder, name), text)
    const content = await loadContent()
    const { files: read } = await scan([folder], content)
    for (const [name, , events] of files) {
      const counts = read.find(({ file }) => file.endsWith(name))?.sources
      assert.deepEqual([...(counts ?? [])], [['kubernetes-objects', { events, repeated: 0, setAside: 0 }]], name)
    }
  })
  it('are not taken for telemetry where no server has seen them, nor are records of the audit log', () => {
    const { recognises, unwrap } = sources.get('kubernetes-objects') ?? assert.fail()
    assert.ok(!recognises({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-1' } }))
    assert.ok(
      !recognises({ apiVersion: 'audit.k8s.io/v1', kind: 'Event', metadata: { name: 'x', creationTimestamp: 'y' } }),
    )
    assert.equal(unwrap?.({ apiVersion: 'audit.k8s.io/v1', kind: 'EventList', items: [] }), undefined)
  })
})

describe('a change', () => {
  const changes = eventsOf(textOf('changes.jsonl'))
  it('says which fields, by whose hand as far as the object knows, and what stood there', () => {
    const rollout = changes.find(({ message }) => /deployment shop\/web.*containers\.image/.test(message))
    assert.ok(rollout)
    const { changed, last_managers, images } = derivedOf(rollout)
    assert.deepEqual(
      [changed, last_managers, images],
      [['spec.template.spec.containers.image'], ['kubectl-set'], ['busybox:1.35']],
    )
    assert.deepEqual(rollout.raw['changes'], [
      {
        op: 'replace',
        path: '/spec/template/spec/containers/[name=web]/image',
        from: 'registry.shop.example:5000/shop/web:1.0',
        to: 'busybox:1.35',
      },
    ])
  })
  it('is no step in the life of a container, which its engine tells', () => {
    assert.ok(changes.every(({ class_name }) => class_name !== 'Application Lifecycle'))
    assert.ok(changes.every(({ operation_uid }) => operation_uid === undefined))
  })
})

describe('the ledger', () => {
  it('has one sensor of a cluster, on no node, with its gaps', () => {
    const ledger = createLedger()
    for (const event of ['listed.jsonl', 'changes.jsonl', 'events.jsonl', 'gap.jsonl'].flatMap((file) =>
      eventsOf(textOf(file)),
    ))
      ledger.observe(event)
    ledger.end?.()
    const { sensors, nodes } = ledger.snapshot()
    assert.deepEqual(
      sensors.map(({ source, file, node, gaps }) => [source, file, node, gaps.length]),
      [['kubernetes-objects', 'kubernetes:lab', undefined, 2]],
    )
    assert.deepEqual(nodes, ['node1'])
    const [gap] = sensors[0]?.gaps ?? []
    assert.equal((gap?.to ?? 0) - (gap?.from ?? 0), 29_776)
  })
})

describe('the manifest', () => {
  it('knows pod, workload by the chain of owners, node and image of a container, by its digits alone', () => {
    const stage = attribute()
    const listed = eventsOf(textOf('listed.jsonl'))
    for (const event of listed) stage.observe(event)
    const pod = listed.find(({ message }) => message.startsWith('pod shop/web-')) ?? assert.fail()
    const container = (derivedOf(pod)['containers'] as { name: string; container_id: string }[]).find(
      ({ name }) => name === 'web',
    )
    const seen: Event = {
      ...pod,
      uid: '0'.repeat(32),
      class_name: 'Process Activity',
      facts: [],
      entities: [{ type: 'container', uid: container?.container_id ?? '', role: 'target', known: 'recorded' }],
    }
    const [told] = stage.observe(seen)
    const inferred = (told?.entities ?? []).map(({ type, uid }) => `${type} ${uid}`)
    for (const wanted of ['namespace shop', 'workload shop/deployment/web', 'node node1'])
      assert.ok(inferred.includes(wanted), `${wanted} of ${inferred.join(', ')}`)
    assert.ok(inferred.some((each) => each.startsWith('pod shop/web-')))
    assert.ok(inferred.some((each) => /^image registry\.shop\.example:5000\/shop\/web@sha256:[0-9a-f]{64}$/.test(each)))
  })
})

describe('the rights that are asked for', () => {
  it('are list and watch on what is watched, and on nothing else', () => {
    const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(readFileSync(join(FOLDER, 'README.md'), 'utf8')) ?? []
    const { rules } = parse(yaml) as { rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[] }
    const granted = rules.flatMap(({ apiGroups, resources, verbs }) => {
      assert.deepEqual(verbs, ['list', 'watch'])
      return apiGroups.flatMap((group) => resources.map((resource) => `${group} ${resource}`))
    })
    const watched = RESOURCES.map(
      ({ plural, versions: [version] }) => `${version.includes('/') ? version.split('/')[0] : ''} ${plural}`,
    )
    assert.deepEqual(granted.toSorted(), watched.toSorted())
    assert.ok(!watched.some((each) => /secret|configmap/.test(each)))
  })
})
