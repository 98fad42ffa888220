/** What was answered and what was not is counted: by source and question, by what the answer was in the end. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiExec, containerId, engineExec, opened, program, said, started } from '../../test/exec-deeds.ts'
import { anEvent } from '../../test/fixture.ts'
import type { AnswerCount } from '../model/attribution.ts'
import type { Event } from '../model/event.ts'
import { createAnswers } from './answers.ts'
import { attribute } from './attribute.ts'

const CONTAINER = containerId(1)
const T = 1_700_000_000_000
const beats = (time: number): Event[] =>
  ['kubernetes-audit', 'docker-engine', 'tetragon'].map((source) => said(source, time))

function counted(events: readonly Event[]): string[] {
  const answers = createAnswers()
  const stage = attribute(answers)
  for (const event of events) stage.observe(event)
  stage.end?.()
  return answers.counts().map(told)
}
const told = ({ source, question, known, not_yet, unknowable }: AnswerCount): string =>
  `${source} ${question}: ${known} known, ${not_yet} not yet, ${unknowable} unknowable`

describe('the answers of attribution', () => {
  it('are counted as they were in the end, and not as they were when the event went by', () => {
    const ana = apiExec(CONTAINER, T, 'audit-1', 'ana', 'sh')
    const exec = engineExec(CONTAINER, T + 100, 'exec-1', 'sh')
    const shell = program(CONTAINER, T + 150, '/bin/sh', opened(100))
    const all = [started(CONTAINER, T - 60_000), ...beats(T - 60_000), ana, exec, shell]
    const who = (counts: readonly string[]): string[] => counts.filter((each) => each.includes(' who:'))
    assert.deepEqual(who(counted([...all, ...beats(T + 60_000)])), [
      'docker-engine who: 1 known, 0 not yet, 0 unknowable',
      'tetragon who: 1 known, 0 not yet, 0 unknowable',
    ])
    assert.deepEqual(
      who(counted([started(CONTAINER, T - 60_000), shell])),
      ['tetragon who: 0 known, 0 not yet, 1 unknowable'],
      'no engine was heard: it is not said that nobody asked',
    )
  })
  it('are counted by source and question, and only where a question makes sense', () => {
    const flow = anEvent({
      class_name: 'Network Activity',
      details: { src_endpoint: { ip: '10.0.0.5' }, dst_endpoint: { ip: '203.0.113.9' } },
    })
    assert.deepEqual(counted([flow, anEvent(), flow]), [
      'test source: 0 known, 0 not yet, 2 unknowable',
      'test destination: 2 known, 0 not yet, 0 unknowable',
    ])
  })
})
