/** Reads response.yml: the questions and the steps of one detection's answer, with places in every error. */
import { isNode, LineCounter, parseDocument, type Document } from 'yaml'
import { z } from 'zod'
import { PHASES } from '../model/action.ts'
import { ENTITY_TYPES } from '../model/entity.ts'

const words = z.string().trim().min(1, 'should say something, but is empty')

const question = z.strictObject({ ask: words, look: words })

const step = z.strictObject({
  phase: z.enum(PHASES),
  do: words,
  target: z.enum(ENTITY_TYPES),
  role: z.enum(['actor', 'origin', 'target', 'context']).optional(),
  why: words,
  approval: z.enum(['required', 'none']).optional(),
})

const shape = z.strictObject({ questions: z.array(question).min(1), steps: z.array(step).min(1) })

/** What a person must be able to answer before the steps (NIST SP 800-61, detection and analysis), and where to look. */
type Question = z.infer<typeof question>

export interface Step extends Omit<z.infer<typeof step>, 'approval'> {
  /** `none` only where the detection says so; evidence needs none unless the detection asks for it. */
  readonly approval: 'required' | 'none'
  /** Where it stands in the file, from 1. */
  readonly line: number
}

/** What one detection's ADS wants done. */
export interface Playbook {
  readonly file: string
  readonly questions: readonly Question[]
  readonly steps: readonly Step[]
}

/** One thing that is wrong with a playbook. */
export interface PlaybookProblem {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** The path of the field: `steps.0.phase`. */
  readonly field: string
  readonly message: string
}

/** A response.yml that cannot be honoured; it names all that is wrong, not only the first. */
export class PlaybookError extends Error {
  override readonly name = 'PlaybookError'
  readonly code = 'TALLYMAN_PLAYBOOK'
  readonly problems: readonly PlaybookProblem[]
  constructor(problems: readonly PlaybookProblem[]) {
    super(problems.map(({ file, line, field, message }) => `${file}:${line}: ${field}: ${message}`).join('\n'))
    this.problems = problems
  }
}

/** Reads the text of a response.yml. Throws PlaybookError with every place that is wrong. */
export function parsePlaybook(text: string, file: string): Playbook {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) {
    throw new PlaybookError(
      document.errors.map((error) => ({
        file,
        line: lines.linePos(error.pos[0]).line,
        field: 'yaml',
        message: error.message.split('\n')[0] ?? error.code,
      })),
    )
  }
  const lineAt = (path: readonly PropertyKey[]): number => lineOf(document, lines, path)
  const read = shape.safeParse(document.toJS())
  if (!read.success) {
    throw new PlaybookError(
      read.error.issues.flatMap((issue) =>
        (issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]).map(
          (path) => ({
            file,
            line: lineAt(path),
            field: path.join('.') || 'the file',
            message: document.hasIn(path) || path.length === 0 ? wordsOf(issue) : 'is missing',
          }),
        ),
      ),
    )
  }
  return {
    file,
    questions: read.data.questions,
    steps: read.data.steps.map((step, index) => ({
      ...step,
      approval: step.approval ?? (step.phase === 'evidence' ? 'none' : 'required'),
      line: lineAt(['steps', index]),
    })),
  }
}

const wordsOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') return 'is not a field of a playbook'
  if (issue.code === 'invalid_value') return `should be one of ${issue.values.join(', ')}`
  if (issue.code === 'too_small' && issue.origin === 'array') return 'should hold at least one'
  if (issue.code === 'invalid_type')
    return `should be ${issue.expected === 'array' ? 'a list' : `of type ${issue.expected}`}`
  return issue.message
}

/** The line of the nearest node on the way to `path` that is really there. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}
