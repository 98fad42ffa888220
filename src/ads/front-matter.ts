/** The front matter of ads.md: what machines read of a detection. */
import { z } from 'zod'
import { LEVELS } from '../model/level.ts'

const words = z.string().trim().min(1)

/** Sigma's statuses of a rule. */
const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const

export const frontMatter = z.strictObject({
  title: words,
  status: z.enum(STATUSES),
  /** The Priority: what the rule says, or graver where a modifier applies. */
  level: z.enum(LEVELS),
  /** Who answers for it. */
  owner: words,
  attack: z.array(words).min(1),
  /** Technique id to reason, for those used outside the Containers matrix. */
  adapted: z.record(z.string(), words).default({}),
  catalogue: z.array(words).default([]),
  sources: z.array(words).min(1),
  /** Detections whose matches this one correlates. */
  members: z.array(words).default([]),
  /** Whether the records of a case may come in any order: stated by packages with correlations. */
  order: z.enum(['any', 'given']).optional(),
})
export type FrontMatter = z.infer<typeof frontMatter>

export interface SplitDocument {
  readonly front: string
  readonly body: string
  /** The line of the body's first line, from 1. */
  readonly bodyLine: number
}

/** Takes `---`, front matter, `---` and body apart; nothing where there is no front matter. */
export function splitDocument(text: string): SplitDocument | undefined {
  const lines = text.split(/\r?\n/)
  const end = lines.indexOf('---', 1)
  if (lines[0] !== '---' || end < 0) return undefined
  return { front: lines.slice(1, end).join('\n'), body: lines.slice(end + 1).join('\n'), bodyLine: end + 2 }
}
