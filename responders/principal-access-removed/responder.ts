/** Deletes the binding that gave a principal its access, where the records show which it was and that it gives nobody else any. */
import {
  callsIn,
  defineResponder,
  kept,
  kubernetes,
  uidOf,
  valueAt,
  type Call,
  type Facts,
  type Target,
} from 'tallyman/responder'

const KINDS: readonly string[] = ['rolebindings', 'clusterrolebindings']

/** The name by which the API server would know a subject of a binding. */
function principalOf(subject: unknown): unknown {
  const name = valueAt(subject, 'name')
  return valueAt(subject, 'kind') === 'ServiceAccount'
    ? `system:serviceaccount:${String(valueAt(subject, 'namespace'))}:${String(name)}`
    : name
}

const subjectsOf = ({ became, sent }: Call): readonly unknown[] => {
  const subjects = valueAt(became ?? sent, 'subjects')
  return Array.isArray(subjects) ? subjects : []
}

/** The newest binding of the incident that names the principal. */
const bindingOf = (facts: Facts, target: Target): Call | undefined =>
  callsIn(facts.about(target)).findLast(
    (call) =>
      call.verb === 'create' &&
      call.of.group === 'rbac.authorization.k8s.io' &&
      KINDS.includes(call.of.resource) &&
      subjectsOf(call).some((subject) => principalOf(subject) === target.uid),
  )

export const responder = defineResponder({
  id: 'principal-access-removed',
  title: 'Remove the access of',
  phase: 'containment',
  target: 'principal',
  permissions: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: [...KINDS], verbs: ['get', 'delete'] }],
  plan: (target, facts) => {
    const binding = bindingOf(facts, target)
    if (!binding)
      return {
        cannot:
          'no record of this incident shows the binding that gives it access: list rolebindings and clusterrolebindings of all namespaces, and look for it among their subjects',
      }
    const others = subjectsOf(binding).filter((subject) => principalOf(subject) !== target.uid).length
    if (others > 0)
      return {
        cannot: `${binding.of.resource}/${binding.of.name} gives access to ${others} ${others === 1 ? 'other' : 'others'} too: take only this one from its subjects`,
      }
    return [
      kubernetes.get({ of: binding.of, keep: 'binding' }),
      kubernetes.delete({ of: binding.of, uid: uidOf('binding') }),
    ]
  },
  undo: (target, facts) => {
    const binding = bindingOf(facts, target)
    return binding ? [kubernetes.create({ of: binding.of, manifest: kept('binding'), by: 'person' })] : []
  },
  limits: [
    'Tokens and certificates live until they expire: they prove who somebody is even when that is allowed nothing any more.',
    'Other bindings, the groups it is in and the cloud provider may give it access still.',
    'Sessions that are open (exec, attach, port-forward, watch) go on until they end.',
    'The undo is for a person: the API server lets only those bind a role who hold what it gives, and this responder should not.',
  ],
})
