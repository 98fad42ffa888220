/** Reads an audit policy as the API server would: what it would refuse is refused here, all faults at once. */
import { isCollection, isMap, isNode, LineCounter, parseAllDocuments, type Document } from 'yaml'
import { z } from 'zod'
import { PolicyError, type PolicyFault } from './errors.ts'
import { AUDIT_LEVELS, AUDIT_STAGES, type Policy, type PolicyRule } from './policy.ts'

/** A key that holds nothing (`namespaces:`) is as good as not there. */
const words = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? [])
const stages = z
  .array(z.enum(AUDIT_STAGES))
  .nullish()
  .transform((list) => list ?? [])
const entry = z.strictObject({
  group: z
    .string()
    .regex(/^[a-z0-9.-]*$/, 'a group is written without its version: apps, not apps/v1')
    .nullish()
    .transform((group) => group ?? ''),
  resources: words,
  resourceNames: words,
})
const rule = z.strictObject({
  level: z.enum(AUDIT_LEVELS),
  users: words,
  userGroups: words,
  verbs: words,
  resources: z
    .array(entry)
    .nullish()
    .transform((list) => list ?? []),
  namespaces: words,
  nonResourceURLs: words,
  omitStages: stages,
  omitManagedFields: z.boolean().nullish(),
})
const shape = z.strictObject({
  apiVersion: z.literal('audit.k8s.io/v1'),
  kind: z.literal('Policy'),
  metadata: z.unknown().optional(),
  omitStages: stages,
  omitManagedFields: z.boolean().nullish(),
  rules: z.array(rule).min(1, 'a policy needs a rule'),
})

/** Throws PolicyError. */
export function parsePolicy(text: string, file: string): Policy {
  const lines = new LineCounter()
  const [document, second] = documentsOf(text, lines)
  const lineOf = (path: readonly PropertyKey[]): number => lines.linePos(offsetOf(document, path)).line || 1
  const fail = (faults: readonly PolicyFault[]): never => {
    throw new PolicyError(file, faults)
  }
  if (!document) return fail([{ line: 1, problem: 'the file is empty' }])
  if (document.errors.length > 0)
    fail(
      document.errors.map(({ pos, message }) => ({
        line: lines.linePos(pos[0]).line,
        problem: `is not YAML: ${message.split('\n')[0]}`,
      })),
    )
  if (second)
    fail([{ line: lines.linePos(second.range[0]).line || 1, problem: 'a policy is one document, and here is another' }])
  const read = shape.safeParse(document.toJS())
  if (!read.success)
    return fail(
      read.error.issues.map((issue) => ({
        line: lineOf(pathOf(issue)),
        problem: `${nameOf(issue)}: ${issue.message}`,
      })),
    )
  const { rules, omitStages } = read.data
  const told = rules.map((each, index) => ({
    ...each,
    omitStages: [...new Set([...omitStages, ...each.omitStages])],
    resources: each.resources.map((one, at) => ({ ...one, line: lineOf(['rules', index, 'resources', at]) })),
    line: lineOf(['rules', index]),
  }))
  const faults = told.flatMap(faultsOf)
  return faults.length > 0 ? fail(faults) : { file, rules: told }
}

/** What the API server's validation refuses, beyond the shape. */
function faultsOf({ line, resources, namespaces, nonResourceURLs }: PolicyRule): PolicyFault[] {
  const mixed = nonResourceURLs.length > 0 && (resources.length > 0 || namespaces.length > 0)
  return [
    ...(mixed ? [{ line, problem: 'a rule is of nonResourceURLs or of resources and namespaces, not of both' }] : []),
    ...resources
      .filter((one) => one.resourceNames.length > 0 && one.resources.length === 0)
      .map((one) => ({ line: one.line, problem: 'resourceNames need resources' })),
    ...nonResourceURLs
      .filter((url) => url !== '*' && !/^\/[^*]*\*?$/.test(url))
      .map((url) => ({ line, problem: `“${url}” is no path: it begins with / and may end with *` })),
  ]
}

const documentsOf = (text: string, lineCounter: LineCounter): Document.Parsed[] => {
  const documents = parseAllDocuments(text, { lineCounter, logLevel: 'silent' })
  return Array.isArray(documents)
    ? documents.filter(({ contents, errors }) => contents !== null || errors.length > 0)
    : []
}

const pathOf = (issue: z.core.$ZodIssue): PropertyKey[] =>
  issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
const nameOf = (issue: z.core.$ZodIssue): string => issue.path.join('.') || 'the policy'

/** Where the key or item at the end of the path begins; where it is not there, its nearest parent. */
function offsetOf(document: Document | undefined, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document?.getIn(path.slice(0, length - 1), true)
    const key = path[length - 1]
    const pair = isMap(parent)
      ? parent.items.find((item) => isNode(item.key) && item.key.toString() === key)
      : undefined
    const node = pair ? pair.key : isCollection(parent) ? parent.get(key, true) : undefined
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}
