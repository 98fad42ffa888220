/** Shortfalls of a policy put together for people: one line of the policy, what it does not tell, and the rule that would. */
import { nameOf, type AuditLevel, type CallerKind, type Shortfall, type Who } from '../visibility/index.ts'

export type { Who }

export interface Blinding {
  /** The line of the policy's rule; none where no rule of it matches. */
  readonly line?: number
  /** What that rule tells; `None` where there is no rule. */
  readonly level: AuditLevel
  /** The stage that it omits, where the level would do. */
  readonly omitted?: string
  readonly needed: AuditLevel
  readonly requests: readonly Requests[]
  /** Whose requests: any of these kinds of callers, */
  readonly callers: readonly CallerKind[]
  /** or these alone. */
  readonly who: readonly Who[]
  /** The rules and assumptions that miss them. */
  readonly by: readonly string[]
  /** A rule for the policy, to stand before that line: YAML. None where a stage is omitted. */
  readonly change?: string
}

/** Requests of the same verbs for kinds of one group, or for paths. */
export interface Requests {
  readonly verbs: readonly string[]
  readonly group?: string
  /** Kinds as a policy names them, or paths. */
  readonly names: readonly string[]
}

export function blindingsOf(shortfalls: readonly Shortfall[]): Blinding[] {
  const same = Map.groupBy(shortfalls, ({ rule, omitted, need, caller }) =>
    JSON.stringify([caller === undefined, rule?.line ?? Infinity, omitted, need.level, 'path' in need.asked]),
  )
  return [...same.values()].map(blindingOf).toSorted((a, b) => a.who.length - b.who.length)
}

function blindingOf(shortfalls: readonly Shortfall[]): Blinding {
  const [{ rule, omitted, need } = {} as Shortfall] = shortfalls
  const requests = requestsOf(shortfalls)
  const whos = new Map(shortfalls.flatMap(({ who }) => (who ? [[JSON.stringify(who), who] as const] : [])))
  return {
    ...(rule && { line: rule.line }),
    level: rule?.level ?? 'None',
    ...(omitted && { omitted }),
    needed: need.level,
    requests,
    callers: [...new Set(shortfalls.flatMap(({ caller }) => caller ?? []))],
    who: [...whos.values()],
    by: [...new Set(shortfalls.map(({ need: { by } }) => by))],
    ...(!omitted && { change: ruleFor(need.level, requests) }),
  }
}

function requestsOf(shortfalls: readonly Shortfall[]): Requests[] {
  const verbsOf = new Map<string, { group?: string; name: string; verbs: Set<string> }>()
  for (const { need } of shortfalls) {
    const { asked, verb } = need
    const one = 'path' in asked ? { name: asked.path } : { group: asked.group, name: nameOf(asked) }
    const key = JSON.stringify(one)
    const known = verbsOf.get(key) ?? { ...one, verbs: new Set() }
    known.verbs.add(verb)
    verbsOf.set(key, known)
  }
  const alike = Map.groupBy(verbsOf.values(), ({ group, verbs }) => JSON.stringify([group, [...verbs].toSorted()]))
  return [...alike.values()].map((each) => {
    const [{ group, verbs } = { verbs: new Set<string>() }] = each
    return { verbs: [...verbs], ...(group !== undefined && { group }), names: each.map(({ name }) => name) }
  })
}

/** Verbs of several kinds are put together: telling a little more than is needed blinds nobody. */
function ruleFor(level: AuditLevel, requests: readonly Requests[]): string {
  const list = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(', ')}]`
  const verbs = [...new Set(requests.flatMap((each) => each.verbs))]
  const paths = requests.filter(({ group }) => group === undefined).flatMap(({ names }) => names)
  const groups = Map.groupBy(
    requests.filter(({ group }) => group !== undefined),
    ({ group = '' }) => group,
  )
  const entries = [...groups].map(
    ([group, of]) => `  - {group: "${group}", resources: ${list([...new Set(of.flatMap(({ names }) => names))])}}`,
  )
  return [
    `- level: ${level}`,
    ...(verbs.length > 0 && paths.length === 0 ? [`  verbs: ${list(verbs)}`] : []),
    ...(paths.length > 0 ? [`  nonResourceURLs: ${list(paths)}`] : []),
    ...(entries.length > 0 ? ['  resources:', ...entries] : []),
  ].join('\n')
}
