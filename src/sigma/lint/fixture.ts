/** What the tests of the linter share: a log source and rules about it. */
import { parseSigma } from '../parse/sigma.ts'
import { lintRule } from './lint.ts'
import type { LintOptions } from './lint.ts'
import type { FieldSchema, Schema } from './schema.ts'

const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection']
const text: FieldSchema = { kind: 'text' }
const texts: FieldSchema = { kind: 'text', many: true }

/** Enough of audit.k8s.io/v1 for these tests. */
export const audit: Schema = {
  logsource: { category: 'application', product: 'kubernetes', service: 'audit' },
  fields: new Map<string, FieldSchema>([
    [
      'verb',
      {
        kind: 'text',
        values: VERBS,
        alike: [
          { values: ['delete', 'deletecollection'], why: 'a collection is deleted by one request' },
          {
            values: ['create', 'get'],
            why: 'exec over WebSocket is a get',
            when: [{ field: 'objectRef.subresource', is: ['exec', 'attach', 'portforward'] }],
          },
        ],
      },
    ],
    ['objectRef.resource', text],
    ['objectRef.subresource', text],
    ['objectRef.apiGroup', text],
    ['objectRef.namespace', text],
    ['responseStatus.code', { kind: 'number' }],
    ['requestURI', text],
    ['userAgent', text],
    ['user.username', text],
    ['user.groups', texts],
    ['sourceIPs', { kind: 'address', many: true }],
    ['requestReceivedTimestamp', { kind: 'time' }],
    ['flag', { kind: 'boolean' }],
  ]),
  open: ['annotations'],
  variants: [
    {
      when: { field: 'objectRef.resource', is: ['pods'] },
      path: 'requestObject',
      fields: new Map([
        ['requestObject.spec.serviceAccountName', text],
        ['requestObject.spec.volumes.hostPath.path', texts],
        ['requestObject.spec.containers.securityContext.privileged', { kind: 'boolean', many: true }],
      ]),
      open: ['requestObject.metadata'],
    },
    {
      when: { field: 'objectRef.resource', is: ['rolebindings', 'clusterrolebindings'] },
      path: 'requestObject',
      fields: new Map([
        ['requestObject.roleRef.name', text],
        ['requestObject.subjects.name', texts],
      ]),
      open: ['requestObject.metadata'],
    },
  ],
}

/** What is said of a detection, as `code severity line: message`; the detection begins at line 4. */
export function lint(
  detection: string,
  options?: LintOptions,
  schemas: readonly Schema[] = [audit],
  head = '',
): string[] {
  const { rules } = parseSigma(
    `title: t\nlogsource: {product: kubernetes, service: audit}\n${head}detection:\n${detection}\n`,
  )
  return lintRule(rules[0]!, schemas, options).map(
    ({ code, severity, place, message }) => `${code} ${severity} ${place.line}: ${message}`,
  )
}
