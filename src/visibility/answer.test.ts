/** Probes: held, not held, or unknown, each with its reason. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answerProbe } from './answer.ts'
import { createLedger, type Visibility } from './ledger.ts'
import type { SensorLedger } from './sensor.ts'

const EMPTY = createLedger().snapshot()
const sensor = (more: Partial<SensorLedger>): SensorLedger => ({
  source: 'falco',
  file: 'f',
  events: 9,
  tells: [],
  setAside: { unreadable: 0, redundant: 0, unrecognised: 0 },
  silences: [],
  gaps: [],
  lost: { lost: 0 },
  state: 'live',
  ...more,
})
const levels = (written: object): Visibility['audit'] =>
  ({ ...EMPTY.audit, levels: [{ resource: 'deployments', told: written, written }] }) as unknown as Visibility['audit']

describe('a probe', () => {
  for (const [probe, words, seen, state, why] of [
    ['source-alive', ['falco'], {}, 'not-held', /no record/],
    [
      'source-alive',
      ['falco'],
      {
        sensors: [sensor({ state: 'unheard', events: 0, setAside: { unreadable: 3, redundant: 0, unrecognised: 0 } })],
      },
      'not-held',
      /none of its 3/,
    ],
    ['source-alive', ['falco'], { sensors: [sensor({})] }, 'held', /throughout/],
    [
      'source-alive',
      ['falco'],
      { sensors: [sensor({ silences: [{ from: 0, to: 1, others: 9 }] })] },
      'held',
      /not once/,
    ],
    [
      'source-alive',
      ['falco'],
      { sensors: [sensor({}), sensor({ file: 'g', state: 'silent', last: 0 })] },
      'not-held',
      /g is silent since 1970/,
    ],
    ['node-covered', ['falco'], { sensors: [sensor({ node: 'a' })] }, 'unknown', /which nodes/],
    ['node-covered', ['falco'], { sensors: [sensor({ node: 'a' })], nodes: ['a'] }, 'held', /all 1/],
    ['node-covered', ['falco'], { sensors: [sensor({ node: 'a' })], nodes: ['a', 'b'] }, 'not-held', /1 of 2 .*: b/],
    ['node-covered', ['falco'], { sensors: [sensor({ node: 'a', state: 'silent' })], nodes: ['a'] }, 'not-held', /a/],
    ['node-covered', ['falco'], { sensors: [sensor({})], nodes: ['a'] }, 'unknown', /do not say/],
    ['audit-level', ['deployments.apps', 'Request'], {}, 'unknown', /no change of/],
    ['audit-level', ['deployments.apps', 'Request'], { audit: levels({ RequestResponse: 4 }) }, 'held', /all 4/],
    [
      'audit-level',
      ['deployments.apps', 'Request'],
      { audit: levels({ Metadata: 1, Request: 3 }) },
      'not-held',
      /1 of 4 .* Metadata/,
    ],
    ['container-logged', ['docker-engine'], {}, 'unknown', /no inspect/],
    [
      'container-logged',
      ['docker-engine'],
      { containers: { lives: [], drivers: [{ driver: 'json-file', containers: 2 }], unlogged: [], hostNetwork: [] } },
      'held',
      /all 2/,
    ],
    [
      'container-logged',
      ['docker-engine'],
      {
        containers: {
          lives: [],
          drivers: [{ driver: 'none', containers: 1 }],
          unlogged: [{ container: 'c'.repeat(64) }],
          hostNetwork: [],
        },
      },
      'not-held',
      /none: c{12}$/,
    ],
    ['baseline-mature', ['x'], {}, 'unknown', /no baseline/],
  ] as const)
    it(`${probe}(${words.join(', ')}) is ${state}: ${why.source}`, () => {
      const answer = answerProbe(probe, words, { ...EMPTY, ...seen } as Visibility)
      assert.equal(answer.state, state)
      assert.match(answer.why, why)
    })
})
