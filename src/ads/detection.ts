/** A detection package as it was read: the ADS document and each of its executable twins. */
import type { Playbook } from '../respond/playbook.ts'
import type { Correlation, Filter, Rule } from '../sigma/index.ts'
import type { Level } from '../model/level.ts'
import type { Technique } from '../model/match.ts'
import type { OwnBaseline } from './baseline.ts'
import type { Emulation } from './emulation.ts'
import type { FrontMatter } from './front-matter.ts'
import type { GoldenCase } from './prove/golden.ts'
import type { Case, Label } from './sample.ts'
import type { Section, SectionName } from './section.ts'
import type { OwnTally } from './tally.ts'

export interface Detection {
  /** The folder's name. */
  readonly id: string
  readonly folder: string
  readonly title: string
  readonly status: FrontMatter['status']
  readonly level: Level
  readonly owner: string
  readonly attack: {
    readonly techniques: readonly Technique[]
    /** Technique id to why it is used outside the Containers matrix. */
    readonly adapted: ReadonlyMap<string, string>
  }
  /** Rows of the detection catalogue that it covers. */
  readonly catalogue: readonly string[]
  readonly sources: readonly string[]
  /** Ids of detections whose matches this one correlates. */
  readonly members: readonly string[]
  /** Whether the records of a case may come in any order. */
  readonly order?: 'any' | 'given'
  readonly sections: ReadonlyMap<SectionName, Section>
  readonly rules: readonly Rule[]
  readonly correlations: readonly Correlation[]
  readonly filters: readonly Filter[]
  readonly baselines: readonly OwnBaseline[]
  readonly tallies: readonly OwnTally[]
  /** rule.yml as written, for people. */
  readonly ruleText: string
  readonly playbook?: Playbook
  readonly samples: { readonly [label in Label]: readonly Case[] }
  /** The golden alerts of `samples/expected.json`. */
  readonly expected?: readonly GoldenCase[]
  readonly emulation?: Emulation
  /** Where things stand, for findings. */
  readonly places: Places
}

export interface Places {
  readonly document: string
  readonly rule: string
  readonly baseline: string
  readonly tally: string
  readonly response: string
  readonly emulation: string
  readonly expected: string
  readonly samples: { readonly [label in Label]: string }
  /** The line of a field of the front matter. */
  readonly lineOf: (...path: readonly (string | number)[]) => number
}

/** All cases, in the order of labels and files. */
export const casesOf = ({ samples }: Detection): readonly Case[] => [
  ...samples.malicious,
  ...samples.benign,
  ...samples.missed,
]

/** Whatever raises alerts: a Sigma rule or correlation, a baseline, a tally. */
export type Detector = Rule | Correlation | OwnBaseline | OwnTally

/**
 * Those of a package that raise its alerts: a rule that a baseline or tally stands on does not, and one that a correlation of the
 * package stands on only where that correlation says `generate`.
 */
export function alertingRules({ rules, correlations, baselines, tallies }: Detection): readonly Detector[] {
  const silent = new Set([
    ...correlations.flatMap((correlation) => (correlation.generate ? [] : correlation.rules)),
    ...baselines.flatMap(({ of, learn }) => (learn.of === undefined ? [of] : [of, learn.of])),
    ...tallies.flatMap(({ every, expect }) => [every, expect]),
  ])
  return [...rules, ...correlations, ...baselines, ...tallies].filter(
    ({ id, name }) => !silent.has(id) && !(name !== undefined && silent.has(name)),
  )
}
