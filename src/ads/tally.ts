/** tally.yml: for every X there must be a Y, and what both have has to be equal. */
import { z } from 'zod'
import type { FieldPair, Tally } from '../detect/tally/tally.ts'
import { LEVELS } from '../model/level.ts'
import { AdsError } from './finding.ts'
import { readLocated } from './located-yaml.ts'
import { timespan } from './timespan.ts'

const words = z.string().trim().min(1)
/** A field that both have under one name, or the name that each has for it. */
const pair = z.union([words, z.strictObject({ every: words, expect: words })])

const shape = z.array(
  z.strictObject({
    id: z.uuid(),
    name: words.optional(),
    title: words,
    level: z.enum(LEVELS).optional(),
    tally: z
      .strictObject({
        'for every': words,
        expect: words,
        when: z.enum(['around', 'before']).default('around'),
        within: timespan,
        /** How much longer before it may have been told of. */
        back: timespan.optional(),
        same: z.array(pair).min(1),
        equal: z.array(pair).default([]),
        /** All that stands in the field of the one has to stand in that of the other. */
        among: z.array(pair).default([]),
        missing: z.enum(['match', 'ignore']).default('match'),
        /** Sources that must be heard: without, nothing missing could be told from nobody watching. */
        provided: z.array(words).default([]),
      })
      .superRefine((tally, context) => {
        if (tally.when === 'around' && tally.missing === 'match' && tally.provided.length === 0)
          context.addIssue({ code: 'custom', path: ['provided'], message: 'should name the sources that would know' })
        if (tally.equal.length + tally.among.length === 0 && (tally.when === 'before' || tally.missing === 'ignore'))
          context.addIssue({
            code: 'custom',
            path: ['equal'],
            message: 'should name what has to be equal, or among what',
          })
      }),
  }),
)

/** A tally of a package, and the lines that findings point to. */
export interface OwnTally extends Tally {
  readonly place: { readonly line: number; readonly every: number; readonly expect: number; readonly provided: number }
}

/** Reads the text of a tally.yml, a list. Throws AdsError with every place that is wrong. */
export function parseTallies(text: string, file: string): OwnTally[] {
  const { value, findings, lineOf } = readLocated(text, file, shape, { what: 'list of tallies' })
  if (!value) throw new AdsError(findings)
  return value.map(({ tally, name, level, ...rest }, index) => ({
    ...rest,
    ...(name !== undefined && { name }),
    ...(level && { level }),
    every: tally['for every'],
    expect: tally.expect,
    when: tally.when,
    within: tally.within,
    back: tally.back ?? 0,
    same: tally.same.map(pairOf),
    equal: tally.equal.map(pairOf),
    among: tally.among.map(pairOf),
    missing: tally.missing,
    provided: tally.provided,
    place: {
      line: lineOf(index, 'id'),
      every: lineOf(index, 'tally', 'for every'),
      expect: lineOf(index, 'tally', 'expect'),
      provided: lineOf(index, 'tally', 'provided'),
    },
  }))
}

const pairOf = (written: z.infer<typeof pair>): FieldPair =>
  typeof written === 'string' ? { every: written, expect: written } : written
