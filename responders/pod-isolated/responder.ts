/** Cuts one pod off, both directions, by a policy that selects a label which only that pod is given. */
import {
  callsIn,
  defineResponder,
  kubernetes,
  podOf,
  uidOf,
  valueAt,
  type Facts,
  type Reference,
  type Target,
} from 'tallyman/responder'

/** A key of its own for each action: two cases never lift one another's isolation. */
const labelOf = ({ action }: Facts): string => `tallyman/isolated-${action.slice(0, 16)}`

const policyOf = ({ action }: Facts, { namespace = '' }: Reference): Reference => ({
  group: 'networking.k8s.io',
  version: 'v1',
  resource: 'networkpolicies',
  namespace,
  name: `tallyman-isolated-${action.slice(0, 16)}`,
})

const labelled = (facts: Facts, value: 'true' | null): { metadata: object } => ({
  metadata: { labels: { [labelOf(facts)]: value } },
})

const isOnHostNetwork = (facts: Facts, target: Target, { name, namespace }: Reference): boolean =>
  callsIn(facts.about(target)).some(
    ({ of, sent, became }) =>
      of.resource === 'pods' &&
      of.namespace === namespace &&
      of.name === name &&
      valueAt(became ?? sent, 'spec', 'hostNetwork') === true,
  )

export const responder = defineResponder({
  id: 'pod-isolated',
  title: 'Isolate pod',
  phase: 'containment',
  target: 'pod',
  permissions: [
    { apiGroups: [''], resources: ['pods'], verbs: ['get', 'patch'] },
    { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['create', 'delete', 'list'] },
  ],
  plan: (target, facts) => {
    const pod = podOf(target)
    if (!pod) return { cannot: 'the records do not say which pod it is' }
    if (isOnHostNetwork(facts, target, pod))
      return { cannot: 'it uses the network of its node, where a NetworkPolicy does nothing: cut off the node itself' }
    const policy = policyOf(facts, pod)
    const { name: _, ...policies } = policy
    return [
      kubernetes.get({ of: pod, keep: 'pod' }),
      kubernetes.list({ of: policies, keep: 'policies' }),
      kubernetes.create({
        of: policy,
        keep: 'policy',
        manifest: {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: {
            name: policy.name,
            namespace: policy.namespace,
            labels: {
              'app.kubernetes.io/managed-by': 'tallyman',
              'tallyman/incident': facts.incident,
              'tallyman/action': facts.action,
              // Epoch seconds: a label's value holds no colon.
              'tallyman/expires': String(Math.floor(facts.expires / 1000)),
            },
          },
          spec: { podSelector: { matchLabels: { [labelOf(facts)]: 'true' } }, policyTypes: ['Ingress', 'Egress'] },
        },
      }),
      // The label last: until then the policy selects nothing.
      kubernetes.patch({ of: pod, uid: uidOf('pod'), patch: labelled(facts, 'true') }),
    ]
  },
  undo: (target, facts) => {
    const pod = podOf(target)
    if (!pod) return []
    return [
      kubernetes.patch({ of: pod, uid: uidOf('pod'), patch: labelled(facts, null) }),
      kubernetes.delete({ of: policyOf(facts, pod), uid: uidOf('policy') }),
    ]
  },
  limits: [
    'A NetworkPolicy does nothing where the network plug-in does not enforce it, nor for a pod on the network of its node.',
    'Policies add up: what another policy allows this pod stays allowed. Those of the namespace are kept, to be read first.',
    'Connections that are open already are not cut by every plug-in.',
    'The node itself still reaches the pod, so that probes, kubectl exec and logs go on.',
    'Whoever may patch the pod or its policies can lift it.',
    'A pod that is made in its place is not isolated.',
  ],
})
