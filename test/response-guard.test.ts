/** The guard, and the defects of the field's responders (R2, R4 to R7) that ours must not have. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import type { Action } from '../src/model/action.ts'
import type { Alert } from '../src/model/alert.ts'
import type { Entity } from '../src/model/entity.ts'
import { GUARD_DEFAULTS, parseGuard, sharedOut, type Guard } from '../src/respond/guard.ts'
import { valueAt } from '../src/respond/index.ts'
import { anEntity, anEvent } from './fixture.ts'
import { alertOn, answer, DELETED, EVIDENCE, ISOLATED, playbook, told } from './response-fixture.ts'
import { addressOf, run, worldOf } from './world.ts'

describe('the guard', () => {
  const refusals = (guard: Guard, alert: Alert, ...steps: readonly string[]): string[] =>
    answer(playbook(...(steps.length > 0 ? steps : [ISOLATED])), guard)
      .observe(told(alert))
      .at(-1)
      ?.refusals.slice() ?? []

  it('denies before it allows, and says why', () => {
    const guard = parseGuard({ deny: { namespaces: ['kube-system'] }, allow: { namespaces: ['shop', 'kube-system'] } })
    assert.deepEqual(refusals(guard, alertOn(['kube-system/dns'])), ['namespace kube-system is on the deny-list'])
    assert.deepEqual(refusals(guard, alertOn(['bank/web'])), ['namespace bank is not on the allow-list'])
    assert.deepEqual(refusals(guard, alertOn(['shop/web'])), [])
  })
  it('leaves the control plane, sensors and itself alone by default, and all evidence may be collected', () => {
    for (const namespace of ['kube-system', 'falco', 'tallyman']) {
      assert.deepEqual(refusals(GUARD_DEFAULTS, alertOn([`${namespace}/x`])), [
        `namespace ${namespace} is on the deny-list`,
      ])
      assert.deepEqual(refusals(GUARD_DEFAULTS, alertOn([`${namespace}/x`]), EVIDENCE), [])
    }
  })
  it('stops everything but evidence by one switch', () => {
    const paused = { ...GUARD_DEFAULTS, paused: true }
    assert.deepEqual(refusals(paused, alertOn(['shop/web'])), ['all responses are paused'])
    assert.deepEqual(refusals(paused, alertOn(['shop/web']), EVIDENCE), [])
  })
  it('never lets a step that cannot be undone come before evidence', () => {
    assert.deepEqual(refusals(GUARD_DEFAULTS, alertOn(['shop/web']), DELETED), [
      'it destroys evidence, and no step collects that before',
    ])
    assert.deepEqual(refusals(GUARD_DEFAULTS, alertOn(['shop/web']), EVIDENCE, DELETED), [
      'it destroys evidence, which must be collected first: Collect the evidence of pod shop/web (proposed)',
    ])
  })
  it('keeps to its budget', () => {
    const guard = parseGuard({ budgets: [{ for: 'namespace', most: { count: 2 }, within: 60 }] })
    const stage = answer(playbook(EVIDENCE, ISOLATED), guard)
    const actions = stage.observe(told(alertOn(['shop/a', 'shop/b', 'shop/c', 'bank/d'])))
    assert.deepEqual(
      actions.filter(({ responder }) => responder === 'pod-isolated').map(({ refusals }) => refusals),
      [[], [], ['2 actions for this namespace within 60 minutes are as many as its budget allows'], []],
    )
    const later = stage.observe(
      told(alertOn(['shop/e'], { time: 1_000_000 + 3_600_001, last_time: 1_000_000 + 3_600_001 })),
    )
    assert.deepEqual(later.at(-1)?.refusals, [], 'an hour later there is a new one')
  })
  it('R2: a percentage is of what there is, never a count', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 10_000 }), (percent, total) => {
        const allowed = sharedOut(percent, total)
        assert.ok(allowed >= 1 && allowed <= total)
        assert.ok(allowed === 1 || allowed * 100 <= total * percent, 'never more than the share')
        assert.ok((allowed + 1) * 100 > total * percent, 'and not less than it')
      }),
    )
    const guard = parseGuard({ budgets: [{ for: 'workload', most: { percent: 50 } }] })
    const workload = anEntity('workload', 'shop/web', 'context')
    const scaled = anEvent({
      entities: [workload],
      raw: {
        verb: 'update',
        objectRef: { apiGroup: 'apps', apiVersion: 'v1', resource: 'deployments', namespace: 'shop', name: 'web' },
        responseObject: { spec: { replicas: 4 } },
      },
    })
    const pods = ['a', 'b', 'c'].map((name) => anEvent({ entities: [anEntity('pod', `shop/${name}`), workload] }))
    const alert = alertOn(['shop/a', 'shop/b', 'shop/c'], { evidence: [scaled, ...pods] })
    assert.deepEqual(
      answer(playbook(ISOLATED), guard)
        .observe(told(alert))
        .map(({ refusals }) => refusals),
      [[], [], ['it would touch more than 50 % of the 4 pods of its workload']],
    )
    assert.throws(() => parseGuard({ budgets: [{ for: 'workload', most: { count: 50 } }] }), 'a count is no percentage')
    assert.throws(() => parseGuard({ budgets: [{ for: 'namespace', most: { percent: 50 }, within: 60 }] }))
  })
  it('refuses configuration that it does not know, rather than ignore it', () => {
    assert.throws(() => parseGuard({ pause: true }))
    assert.deepEqual(parseGuard(JSON.parse(JSON.stringify(GUARD_DEFAULTS))), GUARD_DEFAULTS)
  })
})

describe('what is done to a container', () => {
  const ID = 'd'.repeat(64)
  const NAMED = [anEntity('container', ID), { ...anEntity('pod', 'shop/web'), role: 'context' as const }]
  const refusals = (...more: readonly Entity[]): string[][] => {
    // Two records: how it was made, by its labels, and which network it is on.
    const evidence = [NAMED, ...(more.length > 0 ? [[anEntity('container', ID), ...more]] : [])]
    const alert = alertOn([], {
      entities: NAMED,
      evidence: evidence.map((entities, at) => anEvent({ uid: `${at}`, entities })),
    })
    const steps = ['isolated', 'paused'].map((done) => `phase: containment, do: container-${done}, target: container`)
    return answer(playbook(...steps))
      .observe(told(alert))
      .map((action) => [...action.refusals])
  }
  it('is done to its pod, where it has the network of one', () => {
    for (const more of [[], [{ ...anEntity('network', 'e'.repeat(64)), name: 'none' }]]) {
      const [isolated = [], paused = []] = refusals(...more)
      assert.match(isolated.join(), /part of pod shop\/web/)
      assert.match(paused.join(), /part of pod shop\/web/)
    }
  })
  it('is done to its pod, though somebody joined another container to a network from within', () => {
    const from = { ...anEntity('container', ID), role: 'context' as const }
    const alert = alertOn([], {
      entities: NAMED,
      evidence: [
        anEvent({ uid: 'made', entities: NAMED }),
        anEvent({
          uid: 'joined',
          entities: [anEntity('container', 'f'.repeat(64)), anEntity('network', 'e'.repeat(64)), from],
        }),
      ],
    })
    const [action] = answer(playbook('phase: containment, do: container-paused, target: container')).observe(
      told(alert),
    )
    assert.match(action?.refusals.join() ?? '', /part of pod/)
  })
  it('is done to itself, where it only has the labels of one, and is on a network of the engine', () => {
    assert.deepEqual(refusals({ ...anEntity('network', 'e'.repeat(64)), name: 'shop_front' }), [[], []])
  })
})

describe('the isolation of a pod', () => {
  const isolate = (pod: string): Action => {
    const [action] = answer(playbook(ISOLATED)).observe(told(alertOn([pod])))
    assert.ok(action && action.effects.length > 0)
    return action
  }
  const policyIn = ({ effects }: Action) =>
    effects.find(({ do: what }) => what === 'kubernetes.create')?.with as {
      of: Parameters<typeof addressOf>[0]
      manifest: { metadata: { labels: object }; spec: { policyTypes: string[]; podSelector: { matchLabels: object } } }
    }

  it('R4: an object of the same name that is not ours is never overwritten, nor deleted by undo', () => {
    const action = isolate('shop/web')
    const world = worldOf(action.effects, [])
    const foreign = { metadata: { uid: 'foreign' }, spec: { ingress: [{}] } }
    const address = addressOf(policyIn(action).of)
    world.objects.set(address, foreign)
    const kept = new Map<string, unknown>()
    assert.throws(() => run(action.effects, world, kept), /is there already/)
    assert.ok(Array.isArray(action.undo))
    assert.throws(() => run(action.undo as Action['effects'], world, kept))
    assert.deepEqual(world.objects.get(address), foreign)
  })
  it('R4: a pod that took the name of the one that was meant is not touched', () => {
    const action = isolate('shop/web')
    const world = worldOf(action.effects, [])
    const kept = new Map<string, unknown>()
    run(action.effects.slice(0, -1), world, kept)
    const pod = [...world.objects].find(([address]) => address.startsWith('/pods/'))
    assert.ok(pod)
    world.objects.set(pod[0], { ...pod[1], metadata: { name: 'web', uid: 'another' } })
    assert.throws(() => run(action.effects.slice(-1), world, kept), /another one by now/)
  })
  it('R5: needs neither a controller nor labels: it selects a label of its own, put on that pod only', () => {
    for (const pod of ['shop/bare', 'batch/job-x7']) {
      const action = isolate(pod)
      const world = worldOf(action.effects, [])
      const [address, object] = [...world.objects][0] ?? assert.fail('no pod')
      world.objects.set(address, { metadata: { name: 'web', uid: 'uid-1' }, ...(object['x'] as object) })
      run(action.effects, world, new Map())
      assert.deepEqual(
        valueAt(world.objects.get(address), 'metadata', 'labels'),
        policyIn(action).manifest.spec.podSelector.matchLabels,
      )
    }
    const [one, other] = [isolate('shop/a'), isolate('shop/b')].map(
      (action) => policyIn(action).manifest.spec.podSelector,
    )
    assert.notDeepEqual(one, other, 'two pods have two labels')
  })
  it('R6: both directions, one pod, an expiry, and an undo', () => {
    const action = isolate('shop/web')
    const { spec, metadata } = policyIn(action).manifest
    assert.deepEqual(spec.policyTypes, ['Ingress', 'Egress'])
    assert.deepEqual(Object.keys(spec), ['podSelector', 'policyTypes'], 'and no rule that lets anything through')
    assert.equal(Object.keys(spec.podSelector.matchLabels).length, 1)
    assert.equal(
      (metadata.labels as { [label: string]: string })['tallyman/expires'],
      String((1_000_000 + 86_400_000) / 1000),
    )
    assert.equal((metadata.labels as { [label: string]: string })['tallyman/incident'], 'c'.repeat(32))
    assert.ok(Array.isArray(action.undo) && action.undo.length === 2)
  })
  it('R7: the same is proposed once, whatever the words and the time of its alert', () => {
    const stage = answer(playbook(EVIDENCE, ISOLATED))
    const first = stage.observe(told(alertOn(['shop/web'], { message: '10:00:01 a shell', time: 1_000_000 })))
    const again = stage.observe(
      told(alertOn(['shop/web'], { message: '10:00:02 a shell', time: 1_000_001, last_time: 2_000_000 })),
    )
    const grown = stage.observe(told(alertOn(['shop/web', 'shop/db'])))
    assert.equal(first.length, 2)
    assert.deepEqual(again, [])
    assert.deepEqual(
      grown.map(({ target }) => target.uid),
      ['shop/db', 'shop/db'],
    )
    const replayed = answer(playbook(EVIDENCE, ISOLATED)).observe(
      told(alertOn(['shop/web'], { message: 'other words' })),
    )
    assert.deepEqual(
      replayed.map(({ uid }) => uid),
      first.map(({ uid }) => uid),
      'and its uid is the same in a replay',
    )
  })
})
