/** baseline.yml: what is learnt, per what, and what counts as unusual. */
import { z } from 'zod'
import { BASELINE_KINDS, type Baseline } from '../detect/baseline/baseline.ts'
import { LEVELS } from '../model/level.ts'
import { AdsError } from './finding.ts'
import { readLocated } from './located-yaml.ts'
import { timespan } from './timespan.ts'

const words = z.string().trim().min(1)
const fields = z.array(words)

const shape = z.array(
  z.strictObject({
    id: z.uuid(),
    name: words.optional(),
    title: words,
    level: z.enum(LEVELS).optional(),
    baseline: z
      .strictObject({
        of: words,
        for: fields.default([]),
        feature: fields.default([]),
        unusual: z.enum(BASELINE_KINDS),
        learn: z.strictObject({
          'at-least': timespan,
          and: z.number().int().positive(),
          from: fields.default([]),
          of: words.optional(),
          settled: timespan.optional(),
        }),
        forget: timespan,
        within: timespan.optional(),
        over: z.number().positive().optional(),
        times: z.number().min(1).optional(),
        sum: words.optional(),
        jitter: z.number().positive().max(0.5).optional(),
        /** Whether a roll-out of a workload explains what is new in it. */
        'roll-out': z.enum(['moves', 'stays']).default('moves'),
      })
      .superRefine((baseline, context) => {
        for (const field of NEEDED[baseline.unusual])
          if (baseline[field] === undefined || (Array.isArray(baseline[field]) && baseline[field].length === 0))
            context.addIssue({ code: 'custom', path: [field], message: `is needed for ${baseline.unusual}` })
        if (baseline.learn.settled !== undefined && baseline.unusual !== 'first-seen')
          context.addIssue({ code: 'custom', path: ['learn', 'settled'], message: 'is for what is seen first' })
      }),
  }),
)

type Written = z.infer<typeof shape>[number]['baseline']

/** What each kind cannot do without. */
const NEEDED: { readonly [kind in Baseline['unusual']]: readonly (keyof Written)[] } = {
  'first-seen': ['feature'],
  rare: ['feature', 'over'],
  rate: ['within', 'over', 'times'],
  'fan-out': ['for', 'feature', 'within', 'over', 'times'],
  spread: ['for', 'feature', 'within', 'over', 'times'],
  periodic: ['feature', 'over', 'jitter'],
}

/** A baseline of a package, and the lines that findings point to. */
export interface OwnBaseline extends Baseline {
  readonly place: { readonly line: number; readonly of: number }
}

/** Reads the text of a baseline.yml, a list. Throws AdsError with every place that is wrong. */
export function parseBaselines(text: string, file: string): OwnBaseline[] {
  const { value, findings, lineOf } = readLocated(text, file, shape, { what: 'list of baselines' })
  if (!value) throw new AdsError(findings)
  return value.map(({ baseline, name, level, ...rest }, index) => ({
    ...rest,
    ...(name !== undefined && { name }),
    ...(level && { level }),
    of: baseline.of,
    for: baseline.for,
    feature: baseline.feature,
    unusual: baseline.unusual,
    learn: {
      time: baseline.learn['at-least'],
      events: baseline.learn.and,
      from: baseline.learn.from,
      ...(baseline.learn.of !== undefined && { of: baseline.learn.of }),
      ...(baseline.learn.settled !== undefined && { settled: baseline.learn.settled }),
    },
    forget: baseline.forget,
    limit: {
      within: baseline.within ?? 0,
      over: baseline.over ?? 0,
      times: baseline.times ?? 1,
      jitter: baseline.jitter ?? 0,
      ...(baseline.sum !== undefined && { sum: baseline.sum }),
    },
    ...(baseline['roll-out'] === 'stays' && { stays: true as const }),
    place: { line: lineOf(index, 'id'), of: lineOf(index, 'baseline', 'of') },
  }))
}
