/** Whatever the rules and whatever the event, those that match are among those that are asked, in the same order. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import * as fc from 'fast-check'
import { compileRule, parseSigma } from '../sigma/index.ts'
import { createRoute } from './route.ts'

const word = fc.constantFrom('get', 'LIST', 'list', 'watch', '1', 'g*')
const line = fc.oneof(
  fc
    .tuple(fc.constantFrom('verb', 'on.kind'), fc.uniqueArray(word, { minLength: 1, maxLength: 3 }))
    .map(([field, words]) => ({ [field]: words })),
  fc
    .tuple(fc.constantFrom('verb|startswith', 'verb|neq', 'verb|cased', 'verb|contains|all'), word)
    .map(([field, one]) => ({ [field]: [one, one] })),
  fc.constant({ 'verb|exists': true }),
)
const condition = fc.constantFrom('a', 'a and b', 'a or b', 'not a', 'a and not b', '1 of them', 'all of them')
const rules = fc.array(fc.tuple(line, line, condition), { minLength: 1, maxLength: 12 })
const value = fc.oneof(
  fc.constantFrom('get', 'list', 'List', 'watch', 1, null, 'other'),
  fc.array(fc.constantFrom('get', 'list'), { maxLength: 2 }),
)
const fields = fc.record({ verb: value, on: fc.record({ kind: value }, { requiredKeys: [] }) }, { requiredKeys: [] })

it('a route leaves out only what cannot match', () => {
  fc.assert(
    fc.property(rules, fc.array(fields, { maxLength: 8 }), (given, events) => {
      const compiled = given.map(([a, b, how], at) => {
        const text = JSON.stringify({
          title: `${at}`,
          id: `${at}`,
          logsource: { product: 'x' },
          detection: { a, b, condition: how },
          level: 'low',
        })
        return compileRule(parseSigma(text).rules[0]!)
      })
      const route = createRoute(compiled, (rule) => rule)
      for (const event of events)
        assert.deepEqual(
          route(event).filter((rule) => rule.matches(event)),
          compiled.filter((rule) => rule.matches(event)),
        )
    }),
  )
})
