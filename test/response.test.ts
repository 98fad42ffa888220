/** The answer to an incident: its order, its approvals, and what a rehearsal shows. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Action } from '../src/model/action.ts'
import type { Alert } from '../src/model/alert.ts'
import { defineResponder, kubernetes } from '../src/respond/index.ts'
import { clusterRoleOf } from '../src/respond/permission.ts'
import { respond } from '../src/respond/plan.ts'
import { rehearsalText, rehearse } from '../src/respond/rehearse.ts'
import { anAlert, anEntity, anEvent } from './fixture.ts'
import { alertOn, answer, ASKED, DELETED, EVIDENCE, ISOLATED, playbook, responders, told } from './response-fixture.ts'

const ids = (actions: readonly Action[]): string[] => actions.map(({ responder }) => responder)

describe('the answer to an incident', () => {
  it('puts evidence first, then questions, containment, and what cannot be undone, whatever the order of the playbook', () => {
    const stage = answer(playbook(DELETED, ISOLATED, ASKED, EVIDENCE))
    const actions = stage.observe(told(alertOn(['shop/web'], {}, [anEntity('principal', 'ben', 'actor')])))
    assert.deepEqual(ids(actions), ['pod-evidence-collected', 'principal-asked', 'pod-isolated', 'pod-deleted'])
  })
  it('wants approval unless the detection wants none and it can be undone', () => {
    const stage = answer(playbook(EVIDENCE, `${ISOLATED}, approval: none`, `${DELETED}, approval: none`))
    const actions = stage.observe(told(alertOn(['shop/web'])))
    assert.deepEqual(
      actions.map(({ needs_approval }) => needs_approval),
      [false, false, true],
    )
  })
  it('wants approval where one of two playbooks does', () => {
    const playbooks = new Map([
      ['seen', playbook(`${ISOLATED}, approval: none`)],
      ['other', playbook(ISOLATED)],
    ])
    const stage = respond({ playbooks, responders })
    const actions = stage.observe(told(alertOn(['shop/web']), alertOn(['shop/web'], { detection: 'other' })))
    assert.deepEqual(
      actions.map(({ needs_approval }) => needs_approval),
      [true],
    )
  })
  it('is done to who did or suffered it; to what merely stands beside only where there is nobody else', () => {
    const beside = anEntity('pod', 'shop/db', 'context')
    const targets = (alert: Alert): string[] =>
      answer(playbook(EVIDENCE))
        .observe(told(alert))
        .map(({ target }) => target.uid)
    assert.deepEqual(targets(alertOn(['shop/web'], {}, [beside])), ['shop/web'])
    assert.deepEqual(targets(alertOn([], {}, [beside])), ['shop/db'])
    const chosen = answer(playbook(`${EVIDENCE}, role: actor`))
    const actor = anEntity('pod', 'shop/cli', 'actor')
    assert.deepEqual(
      chosen.observe(told(alertOn(['shop/web'], {}, [actor]))).map(({ target }) => target.uid),
      ['shop/cli'],
    )
  })
  it('goes on where an incident takes in another: what was proposed for that one stands', () => {
    const stage = answer(playbook(EVIDENCE))
    const [alert, older] = [alertOn(['shop/web']), told(alertOn(['shop/db']))]
    assert.equal(stage.observe({ ...told(alert), uid: 'd'.repeat(32) }).length, 1)
    assert.equal(stage.observe(older).length, 1)
    const merged = { ...told(...older.alerts, alert), absorbed: ['d'.repeat(32)] }
    assert.deepEqual(stage.observe(merged), [])
  })
  it('plans again what it could not plan when the incident has grown, and then no more', () => {
    const patient = defineResponder({
      id: 'patient',
      title: 'Wait for',
      phase: 'containment',
      target: 'pod',
      permissions: [],
      plan: (target, facts) => (facts.about(target).length > 1 ? [] : { cannot: 'one record does not say enough' }),
      undo: () => [],
      limits: ['it waits'],
    })
    const stage = respond({
      playbooks: new Map([['seen', playbook('phase: containment, do: patient, target: pod')]]),
      responders: new Map([['patient', patient]]),
    })
    const [alert, more] = [alertOn(['shop/web']), alertOn(['shop/web'])]
    assert.deepEqual(
      stage.observe(told(alert)).map(({ refusals }) => refusals),
      [['one record does not say enough']],
    )
    assert.deepEqual(stage.observe(told(alert)), [], 'the same is not said twice')
    assert.deepEqual(
      stage.observe(told(alert, more)).map(({ refusals }) => refusals),
      [[]],
    )
    assert.deepEqual(stage.observe(told(alert, more)), [])
  })
  it('tells a fault of a responder with the action, and goes on', () => {
    const faulty = defineResponder({
      id: 'faulty',
      title: 'Fail at',
      phase: 'containment',
      target: 'pod',
      permissions: [],
      plan: () => {
        throw new TypeError('no such thing')
      },
      undo: () => [],
      limits: ['it fails'],
    })
    const stage = respond({
      playbooks: new Map([['seen', playbook('phase: containment, do: faulty, target: pod', ISOLATED)]]),
      responders: new Map([...responders, ['faulty', faulty]]),
    })
    const actions = stage.observe(told(alertOn(['shop/web'])))
    assert.deepEqual(ids(actions), ['faulty', 'pod-isolated'])
    assert.deepEqual(actions[0]?.refusals, ['faulty failed to plan: TypeError: no such thing'])
  })
  it('refuses an effect that a responder did not ask leave for', () => {
    const pods = { group: '', version: 'v1', resource: 'pods', namespace: 'shop', name: 'web' }
    const greedy = defineResponder({
      id: 'greedy',
      title: 'Read',
      phase: 'evidence',
      target: 'pod',
      permissions: [],
      plan: () => [kubernetes.get({ of: { ...pods, resource: 'secrets' }, keep: 'x' })],
      undo: () => [],
      limits: ['none'],
    })
    const stage = respond({
      playbooks: new Map([['seen', playbook('phase: evidence, do: greedy, target: pod')]]),
      responders: new Map([['greedy', greedy]]),
    })
    assert.deepEqual(stage.observe(told(alertOn(['shop/web'])))[0]?.refusals, [
      'greedy does not declare that it needs: kubernetes get secrets',
    ])
  })
})

describe('a rehearsal', () => {
  it('shows an adversary’s words as words, for a shell and for a terminal', () => {
    const name = "x'; rm -rf / #\u001b[2J\u202e"
    const stage = answer(playbook(ASKED))
    const principal = { ...anEntity('principal', 'ben', 'actor'), name }
    const alert = anAlert({
      detection: 'seen',
      entities: [principal],
      evidence: [anEvent({ entities: [principal], message: `ran $(reboot)\n${name}` })],
    })
    const [action] = stage.observe(told(alert))
    assert.ok(action)
    const text = rehearsalText(rehearse(action, responders.get('principal-asked') ?? assert.fail()))
    assert.ok(!text.includes('\u001b') && !text.includes('\u202e'))
    assert.ok(text.includes(String.raw`$'x\'; rm -rf / #\U0000001b[2J\U0000202e'`), text)
    assert.equal(
      text.split('\n').filter((line) => line.includes('reboot')).length,
      1,
      'a line break in a word begins no line',
    )
  })
  it('generates the ClusterRole that its permissions are', () => {
    const role = clusterRoleOf('tallyman-pod-isolated', responders.get('pod-isolated')?.permissions ?? []) as {
      rules: object
    }
    assert.deepEqual(role.rules, [
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'patch'] },
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['create', 'delete', 'list'] },
    ])
  })
})
