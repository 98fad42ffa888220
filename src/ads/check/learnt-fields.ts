/** Is what a baseline learns, or a tally compares, in the log that its rule reads? A field that is never there is never learnt. */
import { ESTATE } from '../../detect/baseline/baseline.ts'
import { isEntityField } from '../../detect/field.ts'
import { logsourceAccepts } from '../../sigma/index.ts'
import type { Detection } from '../detection.ts'
import type { Finding } from '../finding.ts'
import { findingsIn, type CheckContext } from './context.ts'
import { nearest } from './fields.ts'

/** Fields that a detector reads of what a rule matches. */
interface Reading {
  readonly file: string
  readonly line: number
  readonly title: string
  readonly of: string
  readonly fields: readonly string[]
}

export function checkLearntFields(detection: Detection, context: CheckContext): Finding[] {
  const { rules, sources } = detection
  const views = sources.flatMap((id) => context.sources.get(id)?.views ?? [])
  return readingsOf(detection).flatMap(({ file, line, title, of, fields }) => {
    // One of a member is read there.
    const rule = rules.find(({ id, name }) => id === of || name === of)
    const read = views.filter(({ logsource }) => rule && logsourceAccepts(rule.logsource, logsource))
    if (read.length === 0) return []
    const names = new Set(fields.map((field) => field.replace(/\?$/, '')))
    return [...names]
      .filter((name) => !isEntityField(name) && !read.some((view) => view.fields.has(name)))
      .map((name) =>
        findingsIn(file)(
          'field-unseen',
          line,
          `no sample of ${sources.join(', ')} has the field \`${name}\`, which “${title}” reads`,
          `look for it in the samples of the source${nearest(name, read)}; what is never there is never learnt`,
        ),
      )
  })
}

function readingsOf({ baselines, tallies, places }: Detection): Reading[] {
  return [
    ...baselines.map(({ of, title, place, for: per, feature, learn, limit }) => ({
      file: places.baseline,
      line: place.line,
      title,
      of,
      fields: [
        ...per,
        ...feature,
        ...learn.from.filter((field) => field !== ESTATE),
        ...(limit.sum === undefined ? [] : [limit.sum]),
      ],
    })),
    ...tallies.flatMap(({ every, expect, title, place, same, equal, among }) => {
      const pairs = [...same, ...equal, ...among]
      const shared = { file: places.tally, line: place.line, title }
      return [
        { ...shared, of: every, fields: pairs.map((pair) => pair.every) },
        { ...shared, of: expect, fields: pairs.map((pair) => pair.expect) },
      ]
    }),
  ]
}
