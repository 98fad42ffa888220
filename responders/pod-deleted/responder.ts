/** Deletes one pod: the very one that was seen, never another that has its name by now. */
import { defineResponder, kubernetes, podOf, uidOf } from 'tallyman/responder'

export const responder = defineResponder({
  id: 'pod-deleted',
  title: 'Delete pod',
  phase: 'eradication',
  target: 'pod',
  permissions: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'delete'] }],
  plan: (target) => {
    const pod = podOf(target)
    if (!pod) return { cannot: 'the records do not say which pod it is' }
    return [kubernetes.get({ of: pod, keep: 'pod' }), kubernetes.delete({ of: pod, uid: uidOf('pod') })]
  },
  undo: {
    irreversible:
      'the processes, memory and files of the pod are gone; its kept specification makes a new pod, not this one',
  },
  limits: [
    'A pod of a controller (Deployment, Job, DaemonSet, StatefulSet) is made again at once, perhaps with the same weakness or the same intruder.',
    'A pod without a controller is not made again: its service is gone.',
    'The tokens that it held live until they expire, unless they are bound to the pod.',
    'A static pod comes back: it is a file on its node.',
    'Volumes and what was written to them stay.',
  ],
})
