/** Keeps what a pod's deletion would take away: what it was told to be, what became of it, and what it wrote. */
import { defineResponder, kubernetes, podOf } from 'tallyman/responder'

export const responder = defineResponder({
  id: 'pod-evidence-collected',
  title: 'Collect the evidence of pod',
  phase: 'evidence',
  target: 'pod',
  permissions: [
    { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get'] },
    { apiGroups: [''], resources: ['events'], verbs: ['list'] },
  ],
  plan: (target) => {
    const pod = podOf(target)
    if (!pod) return { cannot: 'the records do not say which pod it is' }
    const { namespace, name } = pod
    return [
      kubernetes.get({ of: pod, keep: 'pod' }),
      kubernetes.logs({ namespace, pod: name, keep: 'logs' }),
      kubernetes.list({
        of: { group: '', version: 'v1', resource: 'events', namespace },
        fields: `involvedObject.kind=Pod,involvedObject.name=${name}`,
        keep: 'events',
      }),
    ]
  },
  undo: () => [],
  limits: [
    'Memory, processes, sockets and files are not in it: collect the evidence of its containers on their node for those.',
    'Logs are what the node still has: an intruder in the container can have flooded them until the early ones were rotated away.',
    'What was kept can hold secrets of the pod: it belongs to the case, not into a ticket.',
  ],
})
