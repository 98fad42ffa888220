/** Every alert of the recorded intrusion can be explained: why it was told, why so grave, against what, and what nobody watched. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { tellAlertExplanation } from '../src/cli/tell/alert-explanation.ts'
import { createPen } from '../src/cli/tell/terminal.ts'
import { loadContent } from '../src/runtime/content.ts'
import { explainAlert, type ExplainedAlert } from '../src/runtime/explain-alert.ts'

describe('explaining alerts', () => {
  let all: ExplainedAlert[] = []
  before(async () => {
    all = await explainAlert('', ['recordings/intrusion'], await loadContent())
  })
  it('names for each the rules that held, and on which records', () => {
    assert.ok(all.length > 30)
    for (const { alert, detector } of all) {
      assert.ok(detector.steps.length > 0, alert.title)
      const evidence = new Set(alert.evidence.map(({ uid }) => uid))
      for (const { event, explanation } of detector.steps) assert.ok(evidence.has(event.uid) && explanation?.holds)
    }
    const kinds = new Set(all.map(({ detector }) => detector.kind))
    for (const kind of ['rule', 'sequence', 'tally'] as const) assert.ok(kinds.has(kind), kind)
  })
  it('says in words why it was told, why so grave, what it was compared with, what was watching and what it cannot see', () => {
    for (const one of all) {
      const told = tellAlertExplanation(one, createPen(process.stdout))
      for (const label of ['why told', 'why so grave', 'compared with', 'inferred', 'watching', 'cannot see'])
        assert.match(told, new RegExp(`^  ${label} +\\S`, 'm'), one.alert.title)
    }
  })
})
