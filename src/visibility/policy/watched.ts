/** What people who hunt in an audit log need of it whichever rules they have: requests by which clusters are taken. */
import { kindOf, type Kind } from './api.ts'
import type { CallerKind } from './caller.ts'
import type { Need } from './need.ts'
import type { AuditLevel } from './policy.ts'

interface Matter {
  readonly why: string
  readonly kinds: readonly string[]
  readonly verbs: readonly string[]
  readonly level: AuditLevel
}

const WRITTEN = ['create', 'update', 'patch']
const REMOVED = ['delete', 'deletecollection']

const MATTERS: readonly Matter[] = [
  {
    why: 'a pod or workload that takes its node',
    kinds: ['pods', 'deployments', 'statefulsets', 'daemonsets', 'replicasets', 'jobs', 'cronjobs'],
    verbs: WRITTEN,
    level: 'Request',
  },
  { why: 'a role that allows everything', kinds: ['roles', 'clusterroles'], verbs: WRITTEN, level: 'Request' },
  {
    why: 'a binding to a role that allows everything',
    kinds: ['rolebindings', 'clusterrolebindings'],
    verbs: WRITTEN,
    level: 'Request',
  },
  {
    why: 'an admission webhook that is weakened',
    kinds: ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'],
    verbs: WRITTEN,
    level: 'Request',
  },
  {
    why: 'a namespace whose pod security is lowered',
    kinds: ['namespaces'],
    verbs: ['update', 'patch'],
    level: 'Request',
  },
  { why: 'a network policy that is widened', kinds: ['networkpolicies'], verbs: WRITTEN, level: 'Request' },
  {
    why: 'a guard that is removed',
    kinds: ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations', 'networkpolicies', 'events'],
    verbs: REMOVED,
    level: 'Metadata',
  },
  {
    why: 'a command in a pod',
    kinds: ['pods/exec', 'pods/attach', 'nodes/proxy'],
    verbs: ['create', 'get'],
    level: 'Metadata',
  },
  { why: 'secrets that are read', kinds: ['secrets'], verbs: ['get', 'list', 'watch'], level: 'Metadata' },
  { why: 'a token made for another account', kinds: ['serviceaccounts/token'], verbs: ['create'], level: 'Metadata' },
]
/** What a client asks for that does not know the server yet. */
const DISCOVERY = ['/api', '/api/v1', '/apis', '/version']

/** The control plane reads and writes all the time: that its own reading is left out is no loss. */
const OUTSIDERS: readonly CallerKind[] = ['user', 'serviceaccount', 'anonymous']

export const WATCHED: readonly Need[] = [
  ...MATTERS.flatMap(({ why, kinds, verbs, level }) =>
    kinds.flatMap((kind) => verbs.map((verb) => need(why, verb, kindOf(kind), level))),
  ),
  ...DISCOVERY.map((path) => need('somebody who finds out what the server offers', 'get', { path }, 'Metadata')),
]

function need(by: string, verb: string, asked: Kind | { readonly path: string }, level: AuditLevel): Need {
  return { by, verb, asked, callers: OUTSIDERS, level }
}
