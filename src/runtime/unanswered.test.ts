/** Which detections asked what could not be said. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AnswerCount } from '../model/attribution.ts'
import { loadContent } from './content.ts'
import { unansweredFor, unansweredIn } from './unanswered.ts'

const { detections } = await loadContent()
const count = (source: string, question: AnswerCount['question'], known: number, unknowable: number): AnswerCount => ({
  source,
  question,
  known,
  not_yet: 0,
  unknowable,
})
const COUNTS = [
  count('kubernetes-audit', 'source', 5, 0),
  count('docker-engine', 'who', 7, 3),
  count('docker-engine', 'where', 7, 3),
  count('kubernetes-audit', 'where', 1, 2),
  count('conntrack', 'source', 0, 4),
]
const asked = (id: string): string[] => {
  const detection = detections.find((each) => each.id === id)
  assert.ok(detection, id)
  return unansweredFor(detection, COUNTS).map(
    ({ source, question, events, of }) => `${source} ${question} ${events}/${of}`,
  )
}

describe('what was not answered', () => {
  it('is what was not known of the events of a source, and nothing where all was', () => {
    assert.deepEqual(
      unansweredIn(COUNTS).map(({ source, question }) => `${source} ${question}`),
      ['docker-engine who', 'docker-engine where', 'kubernetes-audit where', 'conntrack source'],
    )
  })
  it('concerns a detection that asks it of a source that it reads', () => {
    assert.deepEqual(asked('exec-unattributed'), ['docker-engine who 3/10'])
    assert.deepEqual(asked('flow-end-unheld'), ['conntrack source 4/4'])
    assert.deepEqual(asked('pod-entered-unusually'), ['kubernetes-audit where 2/3'])
    assert.deepEqual(asked('pod-created-privileged'), [])
  })
})
