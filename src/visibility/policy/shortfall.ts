/** Where a policy tells less than a need: for anybody of a kind of caller, or for those whom a rule of the policy singles out. */
import { isNamespaced, stageOf, type Kind } from './api.ts'
import { ANY, anyOf, callerOf, kindOfCaller, memberOf, type Caller, type CallerKind } from './caller.ts'
import type { Need, Who } from './need.ts'
import {
  deciding,
  isBelow,
  matchesEntry,
  type AuditStage,
  type Policy,
  type PolicyRule,
  type Request,
} from './policy.ts'

export interface Shortfall {
  readonly need: Need
  /** The rule of the policy that decides; none where no rule matches, which is level None. */
  readonly rule?: PolicyRule
  /** The stage that is omitted, where the level would be enough. */
  readonly omitted?: AuditStage
  /** Anybody of this kind, */
  readonly caller?: CallerKind
  /** or only these. */
  readonly who?: Who
}

/** Exact for what the API server does; empty where the policy tells all that is needed. */
export function shortfallsOf(policy: Policy, need: Need): Shortfall[] {
  const general = need.callers.flatMap((caller): Shortfall[] => {
    const rule = deciding(policy, requestOf(need, anyOf(caller), {}))
    const lack = lackOf(need, rule)
    return lack ? [{ need, ...(rule && { rule }), ...lack, caller }] : []
  })
  const missed = new Set(general.flatMap(({ caller }) => caller ?? []))
  return [...general, ...policy.rules.flatMap((rule) => singledOut(policy, need, rule, missed))]
}

/**
 * Those, of the kinds that are not missed altogether, about whose requests this rule decides. Each of its names is tried with
 * nothing else that anybody could have written: whatever rule before it takes such a request would take every other one.
 */
function singledOut(policy: Policy, need: Need, rule: PolicyRule, missed: ReadonlySet<CallerKind>): Shortfall[] {
  const lack = lackOf(need, rule)
  if (!lack) return []
  return combinationsOf(rule, need).flatMap((who): Shortfall[] => {
    const reaches = callersOf(need, who).some(
      (caller) => !missed.has(kindOfCaller(caller)) && deciding(policy, requestOf(need, caller, who)) === rule,
    )
    return reaches && (need.concerns?.(who) ?? true) ? [{ need, rule, ...lack, who }] : []
  })
}

/** Every way to be singled out by the rule: one of each list that it has. */
function combinationsOf({ users, userGroups, namespaces, resources }: PolicyRule, { asked }: Need): Who[] {
  const entries = 'path' in asked ? [] : resources.filter((entry) => mayReach(entry, asked))
  const names = entries.some(({ resourceNames }) => resourceNames.length === 0)
    ? []
    : entries.flatMap(({ resourceNames }) => resourceNames)
  let all: Who[] = [{}]
  const by = (key: keyof Who, values: readonly unknown[]): void => {
    if (values.length > 0) all = all.flatMap((who) => values.map((value) => ({ ...who, [key]: value }) as Who))
  }
  by('user', users)
  by(
    'groups',
    userGroups.map((group) => [group]),
  )
  by('namespace', namespaces)
  by('name', names)
  return all.filter((who) => Object.keys(who).length > 0)
}

/** Whether it is of the kind at all, by some name. */
const mayReach = (entry: PolicyRule['resources'][number], kind: Kind): boolean =>
  matchesEntry({ ...entry, resourceNames: [] }, { ...kind, namespace: ANY, name: ANY })

function callersOf({ callers }: Need, { user, groups = [] }: Who): Caller[] {
  const named = user === undefined ? groups.map(memberOf) : [callerOf(user, groups)]
  return user === undefined && groups.length === 0
    ? callers.map(anyOf)
    : named.filter((caller) => callers.includes(kindOfCaller(caller)))
}

/** Requests that make an object, or look at many, name none. */
const NAMELESS = new Set(['create', 'list', 'watch', 'deletecollection'])

function requestOf({ verb, asked }: Need, caller: Caller, { namespace = ANY, name = ANY }: Who): Request {
  if ('path' in asked) return { ...caller, verb, asked }
  const nameless = asked.subresource === undefined && NAMELESS.has(verb)
  return {
    ...caller,
    verb,
    asked: { ...asked, namespace: isNamespaced(asked) ? namespace : '', name: nameless ? '' : name },
  }
}

function lackOf({ level, verb, asked }: Need, rule: PolicyRule | undefined): Pick<Shortfall, 'omitted'> | undefined {
  if (!rule || isBelow(rule.level, level)) return {}
  const stage = 'path' in asked ? 'ResponseComplete' : stageOf(asked, verb)
  return rule.omitStages.includes(stage) ? { omitted: stage } : undefined
}
