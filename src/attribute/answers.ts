/** How often each question was answered, of the events of each source: a detector that needed an answer and got none says nothing, and that is counted. */
import type { AnswerCount, AnswerState, Question } from '../model/attribution.ts'

type State = 'known' | 'not_yet' | 'unknowable'

interface Answered {
  readonly state: AnswerState | undefined
}

export interface Answers {
  /** What was answered when an event went by; nothing where the question made no sense. */
  count(source: string, answered: { readonly [question in Question]: Answered | undefined }): void
  /** Who is behind something of which it could not be said then. */
  settle(source: string, state: AnswerState): void
  /** In order of their names. */
  counts(): readonly AnswerCount[]
}

const QUESTIONS: readonly Question[] = ['who', 'where', 'source', 'destination']

/** As many as there are sources and questions: both are ours. */
export function createAnswers(): Answers {
  const sources = new Map<string, { readonly [question in Question]: Record<State, number> }>()
  const none = (): Record<State, number> => ({ known: 0, not_yet: 0, unknowable: 0 })
  const of = (source: string): { readonly [question in Question]: Record<State, number> } => {
    let counted = sources.get(source)
    if (!counted) sources.set(source, (counted = { who: none(), where: none(), source: none(), destination: none() }))
    return counted
  }
  return {
    count(source, { who, where, source: from, destination }) {
      const counted = of(source)
      if (who?.state) counted.who[nameOf(who.state)]++
      if (where?.state) counted.where[nameOf(where.state)]++
      if (from?.state) counted.source[nameOf(from.state)]++
      if (destination?.state) counted.destination[nameOf(destination.state)]++
    },
    settle(source, state) {
      const { who } = of(source)
      who.not_yet--
      who[nameOf(state)]++
    },
    counts: () =>
      [...sources]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([source, counted]) =>
          QUESTIONS.map((question) => ({ source, question, ...counted[question] })).filter(
            ({ known, not_yet, unknowable }) => known + not_yet + unknowable > 0,
          ),
        ),
  }
}

const nameOf = (state: AnswerState): State => (state === 'not-yet' ? 'not_yet' : state)
