/** The golden alerts of a package: what a reviewer wants to see change, and nothing that says the same twice. */
import { z } from 'zod'
import type { Alert } from '../../model/alert.ts'
import { entityKey } from '../../model/entity.ts'
import { LEVELS } from '../../model/level.ts'
import type { Finding } from '../finding.ts'

const goldenAlert = z.strictObject({
  rule: z.string(),
  level: z.enum(LEVELS),
  /** RFC 3339, in UTC. */
  time: z.string(),
  count: z.number(),
  message: z.string(),
  techniques: z.array(z.string()),
  members: z.array(z.string()),
  /** `actor principal:ana`, sorted. */
  entities: z.array(z.string()),
  /** Lines of the file of samples. */
  lines: z.array(z.number()),
})
const goldenCase = z.strictObject({ case: z.string(), alerts: z.array(goldenAlert) })
export type GoldenAlert = z.infer<typeof goldenAlert>
export type GoldenCase = z.infer<typeof goldenCase>

/** What the golden file keeps of an alert. */
export const goldenOf = (alert: Alert): GoldenAlert => ({
  rule: alert.rule,
  level: alert.level,
  time: new Date(alert.time).toISOString(),
  count: alert.count,
  message: alert.message,
  techniques: alert.techniques.map(({ uid }) => uid),
  members: [...alert.members],
  entities: alert.entities.map((entity) => `${entity.role} ${entityKey(entity)}`).toSorted(),
  lines: alert.records.map(({ line }) => line),
})

export const formatGolden = (cases: readonly GoldenCase[]): string => `${JSON.stringify(cases, null, 2)}\n`

/** Reads `samples/expected.json`. */
export function readGolden(text: string, file: string): { expected?: GoldenCase[]; findings: Finding[] } {
  try {
    const read = z.array(goldenCase).safeParse(JSON.parse(text))
    if (read.success) return { expected: read.data, findings: [] }
    const [issue] = read.error.issues
    return { findings: [unreadable(file, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)] }
  } catch (error) {
    return { findings: [unreadable(file, error instanceof Error ? error.message : String(error))] }
  }
}

const unreadable = (file: string, why: string): Finding => ({
  code: 'golden-unreadable',
  file,
  line: 1,
  problem: `the golden alerts cannot be read: ${why}`,
  advice: 'do not edit them: prove the package again and write them anew',
})
