/** Puts back an object that guards or leads to something as it was before a change: a policy, a webhook, a service. */
import { changeOf, defineResponder, kept, kubernetes, manifestOf, uidOf } from 'tallyman/responder'

export const responder = defineResponder({
  id: 'object-restored',
  title: 'Restore',
  phase: 'recovery',
  target: 'resource',
  permissions: [
    { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['get', 'update'] },
    {
      apiGroups: ['admissionregistration.k8s.io'],
      resources: ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'],
      verbs: ['get', 'update'],
    },
    { apiGroups: [''], resources: ['services'], verbs: ['get', 'update'] },
  ],
  plan: (target, facts) => {
    const found = changeOf(facts, target)
    if (!found)
      return { cannot: 'no record of this incident shows the object as it was: take it from where it is declared' }
    const { of } = found.change
    return [
      kubernetes.get({ of, keep: 'object' }),
      kubernetes.replace({ of, uid: uidOf('object'), manifest: manifestOf(found.before) }),
    ]
  },
  undo: (target, facts) => {
    const found = changeOf(facts, target)
    return found ? [kubernetes.replace({ of: found.change.of, uid: uidOf('object'), manifest: kept('object') })] : []
  },
  limits: [
    'Everything that was changed since is put back with it, what honest people changed too: compare it with what is kept first.',
    'What it was is taken from an earlier record or from what was last applied; the person who approves it sees all of it.',
    'An object that was deleted is not made again by this.',
    'Where a tool declares the object, that tool may set it otherwise again.',
    'What was let in while it was changed stays.',
  ],
})
