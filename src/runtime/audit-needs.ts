/** What a detection needs of the Kubernetes audit log, worked out of its rules and read from its assumptions. */
import { claimsOf, parseProbe, type Detection } from '../ads/index.ts'
import { compileRule, logsourceAccepts, type CompiledRule } from '../sigma/index.ts'
import {
  AUDIT_LEVELS,
  CALLER_KINDS,
  holdsPod,
  kindOf,
  KINDS,
  nameOf,
  verbsOf,
  WRITES,
  type AuditLevel,
  type CallerKind,
  type Kind,
  type Need,
  type Provider,
  type Who,
} from '../visibility/index.ts'
import { possible, type Outline } from './possible.ts'

const LOGSOURCE = { product: 'kubernetes', service: 'audit' }

export interface RuleNeeds {
  readonly rule: string
  /** Where the rule stands. */
  readonly line: number
  readonly needs: readonly Need[]
  /** Kinds whose records, as this provider gives them, lack the verb that the rule asks for. */
  readonly lost: readonly string[]
}

export interface AssumedNeeds {
  readonly assumption: string
  /** Where it stands in the document. */
  readonly line: number
  readonly needs: readonly Need[]
}

export interface AuditNeeds {
  /** Empty where the detection reads other logs only. */
  readonly rules: readonly RuleNeeds[]
  readonly assumptions: readonly AssumedNeeds[]
}

/** The provider matters where it leaves something out of the records that a rule asks for. */
export function auditNeedsOf(detection: Detection, sources: ReadonlySet<string>, provider?: Provider): AuditNeeds {
  const assumed = levelsAssumed(detection, sources)
  const kinds = kindsOf(assumed.map(({ resource }) => resource))
  const rules = detection.rules
    .filter(({ logsource }) => logsourceAccepts(logsource, LOGSOURCE))
    .map((rule) => compileRule(rule, { filters: detection.filters }))
    .map((rule): RuleNeeds => {
      const needs = withoutLooks(kinds.flatMap((kind) => verbsOf(kind).flatMap((verb) => needsOf(rule, kind, verb))))
      const lost = (provider?.verbless ?? []).filter((name) => isLost(rule, name, needs))
      return { rule: rule.rule.title, line: rule.rule.place.line, needs, lost }
    })
  const needs = rules.flatMap((rule) => rule.needs)
  return { rules, assumptions: assumed.map((each) => ({ ...each, needs: assumedNeeds(each, needs) })) }
}

/** Parts of kinds that rules may be about. */
const PARTS = [
  ...['attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'log', 'portforward', 'proxy'].map(
    (part) => `pods/${part}`,
  ),
  'nodes/proxy',
  'services/proxy',
  'serviceaccounts/token',
]

/** Kubernetes' own kinds, their parts, and what the document names. */
const kindsOf = (named: readonly string[]): Kind[] => [
  ...new Map(
    [...KINDS, ...[...PARTS, ...named].map(kindOf)].map((kind) => [`${nameOf(kind)}.${kind.group}`, kind]),
  ).values(),
]

/** For each level, the callers whose requests must be told at it so that the rule can match. */
function needsOf(rule: CompiledRule, asked: Kind, verb: string): Need[] {
  if (!possible(rule, outlineOf({ asked, verb, level: 'RequestResponse' }))) return []
  const levels = Map.groupBy(CALLER_KINDS, (caller) =>
    AUDIT_LEVELS.slice(1).find((level) => possible(rule, outlineOf({ asked, verb, caller, level }))),
  )
  return [...levels].flatMap(([level, callers]) => {
    if (level === undefined) return []
    const concerns = (who: Who): boolean =>
      callers.some((caller) => possible(rule, outlineOf({ asked, verb, caller, level, who })))
    return [{ by: rule.rule.title, verb, asked, callers, level, concerns }]
  })
}

/** A rule that learns what an object is like from whoever shows it does not need those who only look at it. */
const withoutLooks = (needs: readonly Need[]): readonly Need[] =>
  needs.some(({ verb }) => WRITES.has(verb))
    ? needs.filter(({ verb, level }) => level === 'Metadata' || !LOOKS.has(verb))
    : needs
const LOOKS = new Set(['get', 'list', 'watch'])

/** Whether the rule is about the kind, and about nothing of it once the verb is gone. */
const isLost = (rule: CompiledRule, name: string, needs: readonly Need[]): boolean =>
  needs.some(({ asked }) => 'resource' in asked && nameOf(asked) === name) &&
  !possible(rule, outlineOf({ asked: kindOf(name), level: 'RequestResponse' }))

interface Asking {
  readonly asked: Kind
  readonly verb?: string
  readonly caller?: CallerKind
  readonly level: AuditLevel
  readonly who?: Who
}

/** What is known of a record before anybody has made the request: see the README of the audit source for the fields. */
function outlineOf({ asked, verb, caller, level, who = {} }: Asking): Outline {
  const { group, resource, subresource } = asked
  const { user, namespace } = who
  return {
    record: {
      ...(verb !== undefined && { verb }),
      level,
      objectRef: {
        resource,
        ...(subresource !== undefined && { subresource }),
        ...(group !== '' && { apiGroup: group }),
        ...(namespace !== undefined && namespace !== '' && { namespace }),
      },
      derived: { resource: nameOf(asked), ...(caller && { principal: caller }) },
      ...(user !== undefined && { user: { username: user } }),
    },
    known: [
      'verb',
      'level',
      ...['resource', 'subresource', 'apiGroup'].map((name) => `objectRef.${name}`),
      'derived.resource',
      ...(caller ? ['derived.principal'] : []),
      ...(namespace === undefined ? [] : ['objectRef.namespace']),
      ...(user === undefined ? [] : ['user.username']),
    ],
    missing: missingAt(level, asked, verb),
  }
}

const OF_BODIES = ['object', 'pod', 'containers', 'new_ephemeral', 'patch', 'host_paths'].map(
  (name) => `derived.${name}`,
)

function missingAt(level: AuditLevel, asked: Kind, verb = ''): string[] {
  const ofLevel = {
    None: [],
    Metadata: ['requestObject', 'responseObject', ...OF_BODIES],
    // The body of a patch shows what it changes, and those that are no writing have none that says anything.
    Request: [
      'responseObject',
      ...(WRITES.has(verb) ? [] : OF_BODIES),
      ...(verb === 'patch' ? ['derived.object'] : []),
    ],
    RequestResponse: [],
  }
  return [
    ...ofLevel[level],
    ...(verb === 'patch' ? [] : ['derived.patch']),
    ...(holdsPod(asked) ? [] : ['derived.pod', 'derived.containers']),
    ...(nameOf(asked) === 'pods/ephemeralcontainers' ? [] : ['derived.new_ephemeral']),
  ]
}

interface Assumed {
  readonly assumption: string
  readonly line: number
  readonly resource: string
  readonly level: AuditLevel
}

/** The assumptions that name `audit-level`. */
function levelsAssumed(detection: Detection, sources: ReadonlySet<string>): Assumed[] {
  const { named } = claimsOf(detection.sections.get('Blind Spots and Assumptions'))
  return named.flatMap(({ id, line, assumes = '' }) => {
    const call = parseProbe(assumes, { sources })
    if (typeof call === 'string' || call.probe.name !== 'audit-level') return []
    const [resource = '', level] = call.arguments
    return [{ assumption: id, line, resource, level: level as AuditLevel }]
  })
}

/** An assumption speaks of a kind; the rules say of which requests for it. */
function assumedNeeds({ assumption, resource, level }: Assumed, byRules: readonly Need[]): Need[] {
  const asked = kindOf(resource)
  const same = byRules.filter((need) => 'resource' in need.asked && nameOf(need.asked) === nameOf(asked))
  const verbs = new Set(same.map(({ verb }) => verb))
  // Where the rules of its members read it, bodies are of what is written.
  const all = level === 'Metadata' ? verbsOf(asked) : verbsOf(asked).filter((verb) => WRITES.has(verb))
  return [...(verbs.size > 0 ? verbs : all)].map((verb) => {
    const rules = same.filter((need) => need.verb === verb)
    const callers = CALLER_KINDS.filter(
      (kind) => rules.length === 0 || rules.some((need) => need.callers.includes(kind)),
    )
    return {
      by: assumption,
      verb,
      asked,
      callers,
      level,
      concerns: (who) => rules.some((need) => need.concerns?.(who) ?? true),
    }
  })
}
