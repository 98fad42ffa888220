/** Which questions of attribution a detection asks, and how often they were not answered for what it reads. */
import type { Detection } from '../ads/index.ts'
import type { AnswerCount, Question } from '../model/attribution.ts'

/** Events of one source for which there was no answer, not yet or not at all. */
export interface Unanswered {
  readonly source: string
  readonly question: Question
  readonly events: number
  /** Of so many for which it was asked. */
  readonly of: number
}

export const unansweredIn = (counts: readonly AnswerCount[]): Unanswered[] =>
  counts
    .map(({ source, question, known, not_yet, unknowable }) => ({
      source,
      question,
      events: not_yet + unknowable,
      of: known + not_yet + unknowable,
    }))
    .filter(({ events }) => events > 0)

/** Of the events that a detection reads. */
export function unansweredFor(detection: Detection, counts: readonly AnswerCount[]): Unanswered[] {
  const asked = questionsOf(detection)
  return unansweredIn(counts).filter(
    ({ source, question }) => asked.has(question) && detection.sources.includes(source),
  )
}

const QUESTIONS: ReadonlyMap<string, Question> = new Map([
  ['who', 'who'],
  ['where', 'where'],
  ['source', 'source'],
  ['destination', 'destination'],
])

/** What attribution says itself it says where it had the answer; by the beginning of what it found. */
const FINDINGS: readonly (readonly [finding: string, questions: readonly Question[]])[] = [
  ['session ', ['who']],
  ['end ', ['source', 'destination']],
]

/** By the fields that its rules and baselines name. */
function questionsOf({ rules, baselines }: Detection): ReadonlySet<Question> {
  const named = (field: string): Question[] => {
    const [first = ''] = field.split('.', 1)
    return [QUESTIONS.get(first) ?? []].flat()
  }
  return new Set([
    ...rules.flatMap(({ logsource, fields }) => {
      if (logsource.product !== 'tallyman') return []
      if (logsource.service === 'events') return fields().flatMap(({ field }) => named(field))
      const told = fields().flatMap(({ field, values }) => (field === 'finding' ? values.map(String) : []))
      return FINDINGS.flatMap(([begins, asked]) => (told.some((each) => each.startsWith(begins)) ? asked : []))
    }),
    ...baselines.flatMap(({ for: of, feature }) => [...of, ...feature].flatMap(named)),
  ])
}
