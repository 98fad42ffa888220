/** An audit policy held against what every detection needs: what it blinds, by which line, and what to change. */
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { inputError } from '../ingest/input/errors.ts'
import {
  parsePolicy,
  shortfallsOf,
  slipsOf,
  WATCHED,
  type Need,
  type Policy,
  type Provider,
  type ProviderId,
  type Shortfall,
  type Slip,
} from '../visibility/index.ts'
import { auditNeedsOf, type AssumedNeeds, type RuleNeeds } from './audit-needs.ts'
import { blindingsOf, type Blinding } from './blinding.ts'
import { ROOT, type Content } from './content.ts'

/** `sees` all that it is about; `partly`, where some callers, kinds or an assumption are missed; `blind`, where nothing is left. */
export type Sight = 'sees' | 'partly' | 'blind'

export interface DetectionSight {
  readonly id: string
  readonly title: string
  readonly sight: Sight
  readonly rules: readonly { readonly rule: string; readonly line: number; readonly sight: Sight }[]
  readonly assumptions: readonly {
    readonly assumption: string
    readonly line: number
    readonly holds: boolean
  }[]
  readonly blindings: readonly Blinding[]
  /** Kinds whose records the provider gives without the verb that its rules ask for. */
  readonly lost: readonly string[]
}

export interface PolicyReport {
  readonly file: string
  readonly provider?: Provider
  /** Entries that no request matches. */
  readonly slips: readonly Slip[]
  /** Those that read the audit log. */
  readonly detections: readonly DetectionSight[]
  /** What the policy does not tell of, beside what the shipped detections read. */
  readonly beside: readonly Blinding[]
}

/** Throws InputError and PolicyError. */
export async function readPolicy(file: string): Promise<Policy> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw inputError(file, cause)
  })
  return parsePolicy(text, file)
}

/** What a provider of clusters publishes of its own policy. */
export const readPublished = (id: ProviderId): Promise<Policy> =>
  readPolicy(relative(process.cwd(), join(ROOT, 'sources', 'kubernetes-audit', 'policies', `${id}.yaml`)))

export function assessPolicy(policy: Policy, { detections, sources }: Content, provider?: Provider): PolicyReport {
  const ids = new Set(sources.keys())
  const assessed = detections.flatMap((detection): DetectionSight[] => {
    const { rules, assumptions } = auditNeedsOf(detection, ids, provider)
    if (rules.length === 0 && assumptions.length === 0) return []
    return [sightOf(policy, { ...detection, rules, assumptions, others: detection.rules.length > rules.length })]
  })
  return {
    file: policy.file,
    ...(provider && { provider }),
    slips: slipsOf(policy),
    detections: assessed,
    beside: blindingsOf(missesOf(policy, WATCHED).filter(({ caller }) => caller !== undefined)),
  }
}

interface Assessed {
  readonly id: string
  readonly title: string
  readonly rules: readonly RuleNeeds[]
  readonly assumptions: readonly AssumedNeeds[]
  /** Whether it has rules that read other logs. */
  readonly others: boolean
}

function sightOf(policy: Policy, { id, title, rules, assumptions, others }: Assessed): DetectionSight {
  const byRule = rules.map(({ rule, line, needs, lost }) => {
    const misses = missesOf(policy, needs)
    return { rule, line, misses, lost, sight: sightOfRule(needs, misses, lost) }
  })
  const byAssumption = assumptions.map(({ assumption, line, needs }) => {
    const misses = missesOf(policy, needs)
    return { assumption, line, misses, holds: misses.every(({ caller }) => caller === undefined) }
  })
  const isBlind = !others && byRule.length > 0 && byRule.every(({ sight }) => sight === 'blind')
  const isWhole = byRule.every(({ sight }) => sight === 'sees') && byAssumption.every(({ holds }) => holds)
  return {
    id,
    title,
    sight: isBlind ? 'blind' : isWhole ? 'sees' : 'partly',
    rules: byRule.map(({ rule, line, sight }) => ({ rule, line, sight })),
    assumptions: byAssumption.map(({ assumption, line, holds }) => ({ assumption, line, holds })),
    blindings: blindingsOf([...byRule, ...byAssumption].flatMap(({ misses }) => misses)),
    lost: [...new Set(byRule.flatMap(({ lost }) => lost))],
  }
}

const missesOf = (policy: Policy, needs: readonly Need[]): Shortfall[] =>
  needs.flatMap((need) => shortfallsOf(policy, need))

/** Single callers that a policy leaves out do not make it blind; whole kinds of callers do, for them. */
function sightOfRule(needs: readonly Need[], misses: readonly Shortfall[], lost: readonly string[]): Sight {
  const wanted = needs.reduce((sum, { callers }) => sum + callers.length, 0)
  const missed = misses.filter(({ caller }) => caller !== undefined).length
  if (missed === wanted && wanted > 0) return 'blind'
  return missed > 0 || lost.length > 0 ? 'partly' : 'sees'
}
