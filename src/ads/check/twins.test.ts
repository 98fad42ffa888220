/** Every kind of fault of rules, samples and response, made in the good package: it is found, where it is, with what to do. */
import { testRefused, type Fault } from '../../../test/specimen.ts'

const swap = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to)
const gone = (): undefined => undefined

const FAULTS: readonly Fault[] = [
  {
    fault: 'filter that no sample needs',
    changes: {
      'rule.yml': (text) =>
        text
          .replace('  condition:', '  filter_ben:\n    user: ben\n  condition:')
          .replace('not filter_agent', 'not 1 of filter_*'),
    },
    found: ['filter-unneeded rule.yml:15'],
    problem: /no benign sample needs “filter_ben”/,
    advice: /or remove the filter/,
  },
  {
    fault: 'rule that no malicious sample meets',
    changes: { 'rule.yml': swap('verb: create', 'verb: delete') },
    found: ['rule-unshown rule.yml:1'],
    problem: /no malicious sample meets the rule “Privileged pod created”/,
    advice: /samples\/malicious\.jsonl/,
  },
  {
    fault: 'field that no sample of the source has',
    changes: { 'rule.yml': swap('    privileged: true', '    spec.privileged: true') },
    found: ['field-unseen rule.yml:12'],
    problem: /no sample of toy-audit has the field `spec\.privileged`/,
    advice: /which have `privileged`/,
  },
  {
    fault: 'field that a baseline would learn and no sample of the source has',
    changes: {
      'baseline.yml': () => `- id: 9d2f0c1e-5b7a-4e63-8f14-a0c6d3b7e925
  title: Pod of a new shape
  baseline:
    of: 5a6f6b1c-30a4-4c1e-9f4e-0c8c1d3a7f01
    for: [object.namespace, context.node]
    feature: [privileged, hostPID?]
    unusual: first-seen
    learn: { at-least: 7d, and: 10, from: [estate] }
    forget: 90d
`,
    },
    found: ['field-unseen baseline.yml:1'],
    problem: /no sample of toy-audit has the field `hostPID`, which “Pod of a new shape” reads/,
    advice: /what is never there is never learnt/,
  },
  {
    fault: 'value of a type that the field never has (D13)',
    changes: { 'rule.yml': swap('response.code: 201', 'response.code: ALLOW') },
    found: ['value-impossible rule.yml:11'],
    problem: /`response\.code` is never "ALLOW": in every sample it is of the kind number/,
    advice: /a value that the field can have/,
  },
  {
    fault: 'value that the field can never have (D16)',
    changes: { 'rule.yml': swap('verb: create', 'verb:\n      - create\n      - replace') },
    found: ['value-impossible rule.yml:11'],
    problem: /`verb` is never "replace": it is one of create, delete, get/,
    advice: /a value that the field can have/,
  },
  {
    fault: 'log source that no source answers to',
    changes: { 'rule.yml': swap('service: audit', 'service: events') },
    found: ['logsource-unanswered rule.yml:1'],
    problem: /“kubernetes events”/,
    advice: /answer to kubernetes audit/,
  },
  {
    fault: 'no malicious sample',
    changes: { 'samples/malicious.jsonl': gone },
    found: ['malicious-missing samples/malicious.jsonl:1'],
    problem: /no sample shows/,
    advice: /must alert/,
  },
  {
    fault: 'golden alerts missing',
    changes: { 'samples/expected.json': gone },
    found: ['golden-missing samples/expected.json:1'],
    problem: /no golden alerts/,
    advice: /--write/,
  },
  {
    fault: 'sample of a source that is not named',
    changes: { 'samples/malicious.jsonl': swap('toy-audit', 'toy-flows') },
    found: ['sample-misplaced samples/malicious.jsonl:1'],
    problem: /the sample is of toy-flows/,
    advice: /toy-audit/,
  },
  {
    fault: 'sample that its source cannot read',
    changes: { 'samples/malicious.jsonl': swap('"verb":"create",', '') },
    found: ['sample-misplaced samples/malicious.jsonl:1'],
    problem: /verb should be a string/,
    advice: /raw records/,
  },
  {
    fault: 'no response',
    changes: { 'response.yml': gone },
    found: ['response-missing response.yml:1'],
    problem: /no response\.yml/,
    advice: /questions and steps/,
  },
  {
    fault: 'unknown responder',
    changes: { 'response.yml': swap('do: pod-isolated', 'do: pod-frozen') },
    found: ['responder-unknown response.yml:9'],
    problem: /no responder pod-frozen/,
    advice: /pod-isolated/,
  },
  {
    fault: 'responder for another phase',
    changes: { 'response.yml': swap('phase: containment', 'phase: recovery') },
    found: ['responder-misused response.yml:9'],
    problem: /pod-isolated is for the phase containment/,
    advice: /phase: containment/,
  },
  {
    fault: 'destructive step without approval',
    changes: { 'response.yml': (text) => `${text}    approval: none\n` },
    found: ['destructive-unapproved response.yml:13'],
    problem: /pod-deleted cannot be undone and asks nobody/,
    advice: /approval: required/,
  },
  {
    fault: 'destructive step before evidence',
    changes: {
      'response.yml': (text) => {
        const evidence = text.slice(text.indexOf('  - phase: evidence'), text.indexOf('  - phase: containment'))
        return text.replace(evidence, '') + evidence
      },
    },
    found: ['destructive-before-evidence response.yml:5', 'destructive-before-evidence response.yml:9'],
    problem: /pod-isolated comes before evidence/,
    advice: /phase evidence before it/,
  },
  {
    fault: 'destructive step without any evidence',
    changes: { 'response.yml': swap(/ {2}- phase: evidence[\s\S]*?(?= {2}- phase: containment)/, '') },
    found: ['destructive-before-evidence response.yml:9'],
    problem: /destroys what no step has collected/,
    advice: /phase evidence/,
  },
]

testRefused(FAULTS)
