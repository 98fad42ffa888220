/** The format of an audit event, as rules can name it: every field, and which objects have which (audit.k8s.io/v1, Kubernetes API). */
import type { FieldSchema, LogFormat, Variant } from 'tallyman/source'

const text: FieldSchema = { kind: 'text' }
const texts: FieldSchema = { kind: 'text', many: true }
const time: FieldSchema = { kind: 'time' }

/** Verbs of resources; those of paths that are no resources are HTTP's, in lower case. */
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection']
const HTTP_VERBS = ['post', 'put', 'head', 'options']

const SESSIONS = ['exec', 'attach', 'portforward']

const FIELDS: readonly (readonly [string, FieldSchema])[] = [
  ['kind', { kind: 'text', values: ['Event'] }],
  ['apiVersion', { kind: 'text', values: ['audit.k8s.io/v1', 'audit.k8s.io/v1beta1'] }],
  ['level', { kind: 'text', values: ['Metadata', 'Request', 'RequestResponse'] }],
  ['auditID', text],
  ['stage', { kind: 'text', values: ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] }],
  ['requestURI', text],
  [
    'verb',
    {
      kind: 'text',
      values: [...VERBS, ...HTTP_VERBS],
      alike: [
        { values: ['delete', 'deletecollection'], why: 'a collection is deleted by one request' },
        {
          values: ['create', 'get'],
          why: 'a session over WebSocket is a get, one over SPDY a create',
          when: [{ field: 'objectRef.subresource', is: SESSIONS }],
        },
      ],
    },
  ],
  ...['user', 'impersonatedUser'].flatMap((user) => [
    [`${user}.username`, text] as const,
    [`${user}.uid`, text] as const,
    [`${user}.groups`, texts] as const,
  ]),
  ['sourceIPs', { kind: 'address', many: true }],
  ['userAgent', text],
  ...['resource', 'namespace', 'name', 'uid', 'apiGroup', 'apiVersion', 'resourceVersion', 'subresource'].map(
    (name) => [`objectRef.${name}`, text] as const,
  ),
  ['responseStatus.code', { kind: 'number' }],
  ...['status', 'message', 'reason'].map((name) => [`responseStatus.${name}`, text] as const),
  ['requestReceivedTimestamp', time],
  ['stageTimestamp', time],
  // Of v1beta1.
  ['timestamp', time],
]

/** What stands in the object of a resource beside its kind and version; below these, anything that the API allows. */
const OBJECTS: readonly (readonly [resources: readonly string[], parts: readonly string[]])[] = [
  [['pods'], ['metadata', 'spec', 'status', 'ephemeralContainers', 'target']],
  [
    ['deployments', 'statefulsets', 'daemonsets', 'replicasets', 'replicationcontrollers', 'jobs', 'cronjobs'],
    ['metadata', 'spec', 'status'],
  ],
  [
    ['namespaces', 'services', 'ingresses', 'networkpolicies'],
    ['metadata', 'spec', 'status'],
  ],
  [
    ['rolebindings', 'clusterrolebindings'],
    ['metadata', 'roleRef', 'subjects'],
  ],
  [
    ['roles', 'clusterroles'],
    ['metadata', 'rules', 'aggregationRule'],
  ],
  [['secrets'], ['metadata', 'data', 'stringData', 'type', 'immutable']],
  [['configmaps'], ['metadata', 'data', 'binaryData', 'immutable']],
  [['serviceaccounts'], ['metadata', 'secrets', 'imagePullSecrets', 'automountServiceAccountToken', 'spec', 'status']],
  [
    ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'],
    ['metadata', 'webhooks'],
  ],
]
const BODIES = ['requestObject', 'responseObject']
/** A JSON patch is an array of operations; an answer may be a Status, a deletion has options. */
const ANY_BODY = ['kind', 'apiVersion', 'op', 'path', 'value', 'code', 'message', 'reason', 'details']
const OPTIONS = ['propagationPolicy', 'gracePeriodSeconds', 'preconditions']

const VARIANTS: readonly Variant[] = BODIES.flatMap((body) =>
  OBJECTS.map(([resources, parts]): Variant => ({
    when: { field: 'objectRef.resource', is: resources },
    path: body,
    fields: new Map([...ANY_BODY, ...OPTIONS].map((name) => [`${body}.${name}`, text])),
    open: [...parts, 'value', 'details', 'preconditions', 'status'].map((part) => `${body}.${part}`),
  })),
)

export const format: LogFormat = {
  logsource: { category: 'application', product: 'kubernetes', service: 'audit' },
  fields: new Map(FIELDS),
  // `derived` is ours: its samples say what is in it.
  open: ['annotations', 'user.extra', 'impersonatedUser.extra', 'derived', 'metadata', 'responseStatus.details'],
  variants: VARIANTS,
}
