/** A Kubernetes audit policy (audit.k8s.io/v1), and what it decides of a request: the first rule that matches counts. */

/** From the least told to the most. */
export const AUDIT_LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse'] as const
export type AuditLevel = (typeof AUDIT_LEVELS)[number]
export const AUDIT_STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const
export type AuditStage = (typeof AUDIT_STAGES)[number]

export const isBelow = (level: AuditLevel, wanted: AuditLevel): boolean =>
  AUDIT_LEVELS.indexOf(level) < AUDIT_LEVELS.indexOf(wanted)

/** Some kinds of one API group. No `resources` is all of them; no `resourceNames` is every object. */
export interface GroupResources {
  /** Without its version; empty for the core. */
  readonly group: string
  readonly resources: readonly string[]
  readonly resourceNames: readonly string[]
  readonly line: number
}

/** An empty list restricts nothing. */
export interface PolicyRule {
  readonly level: AuditLevel
  readonly users: readonly string[]
  readonly userGroups: readonly string[]
  readonly verbs: readonly string[]
  readonly resources: readonly GroupResources[]
  readonly namespaces: readonly string[]
  readonly nonResourceURLs: readonly string[]
  /** Its own, and those that the policy omits everywhere. */
  readonly omitStages: readonly AuditStage[]
  /** Where it stands in the file, from 1. */
  readonly line: number
}

export interface Policy {
  readonly file: string
  readonly rules: readonly PolicyRule[]
}

/** What a request asks for: an object of the API, or another path of the server. */
type Asked =
  | {
      readonly group: string
      /** The plural: `pods`. */
      readonly resource: string
      readonly subresource?: string
      /** Empty where the kind is in no namespace. */
      readonly namespace: string
      readonly name: string
    }
  | { readonly path: string }

export interface Request {
  readonly user: string
  readonly groups: readonly string[]
  readonly verb: string
  readonly asked: Asked
}

/** The rule that decides of a request; where there is none, the API server tells nothing. */
export const deciding = ({ rules }: Policy, request: Request): PolicyRule | undefined =>
  rules.find((rule) => matchesRule(rule, request))

function matchesRule(rule: PolicyRule, { user, groups, verb, asked }: Request): boolean {
  const { users, userGroups, verbs, namespaces, resources, nonResourceURLs } = rule
  if (users.length > 0 && !users.includes(user)) return false
  if (userGroups.length > 0 && !userGroups.some((group) => groups.includes(group))) return false
  if (verbs.length > 0 && !verbs.includes(verb)) return false
  if (namespaces.length > 0 || resources.length > 0)
    return (
      'resource' in asked &&
      (namespaces.length === 0 || namespaces.includes(asked.namespace)) &&
      (resources.length === 0 || resources.some((entry) => matchesEntry(entry, asked)))
    )
  return (
    nonResourceURLs.length === 0 || ('path' in asked && nonResourceURLs.some((url) => matchesPath(url, asked.path)))
  )
}

type Object = Extract<Asked, { readonly resource: string }>

export function matchesEntry(entry: GroupResources, { group, resource, subresource, name }: Object): boolean {
  if (entry.group !== group) return false
  if (entry.resources.length === 0) return true
  if (entry.resourceNames.length > 0 && !entry.resourceNames.includes(name)) return false
  const whole = subresource === undefined ? resource : `${resource}/${subresource}`
  return entry.resources.some(
    (written) =>
      written === '*' ||
      written === whole ||
      // As the API server does it: `pods/*` is the pods themselves as well.
      written === `${resource}/*` ||
      (subresource !== undefined && written === `*/${subresource}`),
  )
}

const matchesPath = (url: string, path: string): boolean =>
  url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, '')))
