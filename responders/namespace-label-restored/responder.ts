/** Puts back the labels of a namespace that a change took or set: those of Pod Security, for example. */
import {
  changeOf,
  defineResponder,
  kept,
  kubernetes,
  uidOf,
  valueAt,
  type Facts,
  type JsonObject,
  type Target,
} from 'tallyman/responder'

const referenceOf = ({ uid: name }: Target) => ({ group: '', version: 'v1', resource: 'namespaces', name })

const labelsIn = (object: unknown): JsonObject => (valueAt(object, 'metadata', 'labels') ?? {}) as JsonObject

const valueOf = (labels: JsonObject, label: string): string | null => {
  const value = valueAt(labels, label)
  return typeof value === 'string' ? value : null
}

/** The labels that the change set to something else than they were, as they were; null for one that was not there. */
function labelsBefore(facts: Facts, target: Target): { readonly [label: string]: string | null } | undefined {
  const found = changeOf(facts, target)
  if (!found) return undefined
  const { change, before } = found
  const [was, is] = [labelsIn(before), labelsIn(change.became ?? change.sent)]
  // A patch names what it changes; a whole object also shows what it took away.
  const named = Object.keys(change.verb === 'patch' ? labelsIn(change.sent) : { ...was, ...is })
  const changed = named.filter((label) => valueOf(was, label) !== valueOf(is, label))
  return changed.length === 0 ? undefined : Object.fromEntries(changed.map((label) => [label, valueOf(was, label)]))
}

export const responder = defineResponder({
  id: 'namespace-label-restored',
  title: 'Restore the labels of namespace',
  phase: 'recovery',
  target: 'namespace',
  permissions: [{ apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'patch'] }],
  plan: (target, facts) => {
    const of = referenceOf(target)
    const labels = labelsBefore(facts, target)
    if (!labels)
      return {
        cannot:
          'no record of this incident shows the labels as they were: take them from where the namespace is declared',
      }
    return [
      kubernetes.get({ of, keep: 'namespace' }),
      kubernetes.patch({ of, uid: uidOf('namespace'), patch: { metadata: { labels } } }),
    ]
  },
  undo: (target, facts) => {
    const changed = Object.keys(labelsBefore(facts, target) ?? {})
    const labels = kept('namespace', 'metadata.labels', changed)
    return [kubernetes.patch({ of: referenceOf(target), uid: uidOf('namespace'), patch: { metadata: { labels } } })]
  },
  limits: [
    'Pods that were admitted in the meantime stay: Pod Security looks at a pod when it is made, not later.',
    'What it was is taken from an earlier record or from what was last applied; the person who approves it sees the values.',
    'Where a tool declares the namespace, that tool may set it otherwise again.',
  ],
})
