/** A playbook says what is wrong with it, and where; what is right arrives in the field of its own name. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parsePlaybook, PlaybookError } from './playbook.ts'

const QUESTIONS = `questions:
  - ask: Is there a change in progress that explains it?
    look: the roll-outs of this namespace
`

const problemsOf = (text: string): string[] => {
  try {
    parsePlaybook(text, 'response.yml')
  } catch (error) {
    assert.ok(error instanceof PlaybookError)
    assert.equal(error.code, 'TALLYMAN_PLAYBOOK')
    return error.message.split('\n')
  }
  return []
}

describe('parsePlaybook', () => {
  it('reads questions and steps; only evidence needs no approval where none is mentioned', () => {
    const { questions, steps, file } = parsePlaybook(
      `${QUESTIONS}steps:
  - { phase: evidence, do: pod-evidence-collected, target: pod, why: it is gone afterwards }
  - { phase: containment, do: pod-isolated, target: pod, role: target, why: it talks }
`,
      'response.yml',
    )
    assert.equal(file, 'response.yml')
    assert.deepEqual(questions, [
      { ask: 'Is there a change in progress that explains it?', look: 'the roll-outs of this namespace' },
    ])
    assert.deepEqual(
      steps.map(({ do: id, approval, line, role }) => ({ id, approval, line, role })),
      [
        { id: 'pod-evidence-collected', approval: 'none', line: 5, role: undefined },
        { id: 'pod-isolated', approval: 'required', line: 6, role: 'target' },
      ],
    )
  })

  it('R3: every field arrives as itself, none as another', () => {
    const step = { phase: 'recovery', do: 'a-b', target: 'node', role: 'actor', why: 'because', approval: 'none' }
    const text = `${QUESTIONS}steps:\n  - ${JSON.stringify(step)}\n`
    const { line, ...read } = parsePlaybook(text, 'response.yml').steps[0] ?? assert.fail('no step')
    assert.deepEqual(read, step)
    assert.equal(line, 5)
  })

  it('names file, line and field of all that is wrong, at once', () => {
    assert.deepEqual(
      problemsOf(`${QUESTIONS}steps:
  - phase: panic
    do: pod-deleted
    target: house
    approve: yes
    why: ''
`),
      [
        'response.yml:5: steps.0.phase: should be one of analysis, evidence, containment, eradication, recovery',
        'response.yml:7: steps.0.target: should be one of principal, session, cluster, namespace, workload, pod, container, image, network, node, address, resource',
        'response.yml:9: steps.0.why: should say something, but is empty',
        'response.yml:8: steps.0.approve: is not a field of a playbook',
      ],
    )
  })
  it('says what is missing, and where it should be', () => {
    assert.deepEqual(problemsOf(`${QUESTIONS}steps:\n  - phase: evidence\n    do: x\n    why: y\n`), [
      'response.yml:5: steps.0.target: is missing',
    ])
    assert.deepEqual(problemsOf('steps: []\n'), [
      'response.yml:1: questions: is missing',
      'response.yml:1: steps: should hold at least one',
    ])
  })
  it('refuses what is no YAML, no mapping, or nothing', () => {
    assert.match(problemsOf('steps: [').join(), /^response.yml:1: yaml: /)
    for (const text of ['', '- a\n', 'just words'])
      assert.deepEqual(problemsOf(text), ['response.yml:1: the file: should be of type object'])
  })
})
