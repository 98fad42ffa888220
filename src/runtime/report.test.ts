/** What a run has found: of stories that became one, each step is proposed once. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Action } from '../model/action.ts'
import type { Incident } from '../model/incident.ts'
import { createReporter } from './report.ts'

const incident = (uid: string): Incident => ({
  uid,
  title: uid,
  status: 'New',
  level: 'high',
  time: 0,
  last_time: 0,
  alerts: [],
  links: [],
  entities: [],
  techniques: [],
})
const action = (uid: string, of: string, pod: string, refusals: readonly string[] = []): Action => ({
  uid,
  incident: of,
  responder: 'pod-isolated',
  phase: 'containment',
  title: `Isolate pod ${pod}`,
  target: { type: 'pod', uid: pod },
  status: 'proposed',
  effects: [],
  undo: [],
  needs_approval: true,
  refusals,
})

describe('a report', () => {
  it('proposes once what two stories proposed that became one, and rather what can be done', () => {
    const { journal, report } = createReporter()
    journal.incident?.({ ...incident('one'), absorbed: [] })
    journal.incident?.({ ...incident('two'), absorbed: [] })
    journal.action?.(action('a', 'one', 'shop/web'))
    journal.action?.(action('b', 'two', 'shop/web', ['not known']))
    journal.action?.(action('c', 'two', 'shop/db', ['not known']))
    journal.action?.(action('d', 'one', 'shop/db', ['not known yet']))
    journal.incident?.({ ...incident('one'), absorbed: ['two'] })
    const proposed = report().actions
    assert.deepEqual([...proposed.keys()], ['one'])
    assert.deepEqual(
      proposed.get('one')?.map(({ uid }) => uid),
      ['a', 'd'],
    )
  })
})
