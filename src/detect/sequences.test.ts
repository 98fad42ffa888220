/** Sequences over entities: from one identity to the next, whichever record comes last, and by other detections' matches. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aDetection } from '../../test/detector-fixture.ts'
import { anEntity, anEvent } from '../../test/fixture.ts'
import type { Event } from '../model/event.ts'
import type { Entity } from '../model/entity.ts'
import { compileRule, parseSigma } from '../sigma/index.ts'
import { detect } from './detect.ts'

const rule = (word: string): string => `title: ${word}
id: id of ${word}
name: ${word}
logsource: {product: test}
detection: {it: {is: ${word}}, condition: it}
level: informational
`
const follows = (id: string, rules: string, by: string, alias: string): string => `title: ${id}
id: ${id}
name: ${id}
correlation:
  type: temporal_ordered
  rules: ${rules}
  group-by: [${by}]
  aliases: {${by}: ${alias}}
  timespan: 1d
level: high
`
const { rules, correlations } = parseSigma(
  [
    rule('minted'),
    rule('planted'),
    rule('read'),
    follows('hop', '[minted, planted]', 'account', '{minted: context.principal, planted: actor.principal}'),
    follows('chain', '[hop, read]', 'place', '{hop: target.workload, read: origin.workload}'),
  ].join('---\n'),
)
const detection = { ...aDetection({}), rules: rules.map((each) => compileRule(each)), correlations }

const said = (is: string, second: number, ...entities: Entity[]): Event =>
  anEvent({
    uid: `${is} ${second}`,
    time: second * 1_000,
    entities,
    views: [{ logsource: { product: 'test' }, fields: { is } }],
  })
const minted = said('minted', 1, anEntity('principal', 'alice', 'actor'), anEntity('principal', 'robot', 'context'))
const planted = said('planted', 2, anEntity('principal', 'robot', 'actor'), anEntity('workload', 'relay', 'target'))
const read = said('read', 3, anEntity('principal', 'job', 'actor'), anEntity('workload', 'relay', 'origin'))
const told = (detections: readonly (typeof detection)[], events: readonly Event[]): [string, string[]][] => {
  const stage = detect(detections)
  return events
    .flatMap((event) => stage.observe(event))
    .map(({ rule: by, events: on }) => [by, on.map(({ uid }) => uid)])
}

describe('a sequence across identities', () => {
  it('follows whose token was handed out to what that set up, and to what was done from there, in any order of arrival', () => {
    const orders = [minted, planted, read].flatMap((first, at, all) => {
      const [one, other] = all.filter((_, index) => index !== at)
      return [
        [first, one, other],
        [first, other, one],
      ] as Event[][]
    })
    assert.equal(orders.length, 6)
    for (const order of orders)
      assert.deepEqual(told([detection], order), [['chain', ['minted 1', 'planted 2', 'read 3']]])
  })
  it('is none where another account set it up, or another workload did it', () => {
    const other = said('planted', 2, anEntity('principal', 'other', 'actor'), anEntity('workload', 'relay', 'target'))
    assert.deepEqual(told([detection], [minted, other, read]), [])
    const elsewhere = said('read', 3, anEntity('principal', 'job', 'actor'), anEntity('workload', 'honest', 'origin'))
    assert.deepEqual(told([detection], [minted, planted, elsewhere]), [])
  })
  it("stands on other detections' rules and sequences, and names them as its members", () => {
    const [hop, chain] = correlations
    const stage = detect([
      { ...detection, id: 'member', correlations: [hop!] },
      { ...detection, id: 'strategy', rules: [], correlations: [chain!] },
    ])
    const matches = [minted, planted, read].flatMap((event) => stage.observe(event))
    assert.deepEqual(
      matches.filter(({ rule: by }) => by === 'chain').map(({ members }) => members),
      [['member']],
    )
  })
})

describe('a sequence that counts', () => {
  const count = (id: string, type: string, condition: string): string =>
    `title: ${id}
id: ${id}
correlation: {type: ${type}, rules: [read], group-by: [actor.principal], timespan: 1d, condition: ${condition}}
level: high
`
  const parsed = parseSigma(
    [
      rule('read'),
      count('kinds', 'value_count', '{field: entity.workload, gte: 2}'),
      count('times', 'event_count', '{gte: 2}'),
      count('one', 'event_count', '{gte: 1}'),
    ].join('---\n'),
  )
  const counting = {
    ...aDetection({}),
    rules: parsed.rules.map((each) => compileRule(each)),
    correlations: parsed.correlations,
  }

  it('says of what group, where one alone would not have met it', () => {
    const stage = detect([counting])
    const look = (second: number, at: string): Event =>
      said('read', second, anEntity('principal', 'job', 'actor'), anEntity('workload', at, 'target'))
    const matches = [look(1, 'relay'), look(2, 'shop')].flatMap((event) => stage.observe(event))
    assert.deepEqual(
      matches.map(({ rule: by, group }) => [by, group]),
      [
        ['one', undefined],
        ['kinds', ['job']],
        ['times', ['job']],
      ],
    )
  })
})
