/** What containerd's things are called, so that they are the same that others tell of. */
import {
  containerThing,
  kubeletLabels,
  recorded,
  type Entity,
  type EntityRole,
  type Fact,
  type JsonObject,
  type KubeletLabels,
} from 'tallyman/source'

/** Where the kubelet keeps its containers. */
export const KUBERNETES = 'k8s.io'

/** Others know a container by its 64 digits. Any other id is unique in its namespace only. */
export const containerUid = (namespace: string | undefined, id: string): string =>
  /^[0-9a-f]{64}$/.test(id) || namespace === undefined ? id : `${namespace}/${id}`

const namespaceUid = (namespace: string): string => `containerd-namespace/${namespace}`

export const namespaceEntity = (namespace: string, role: EntityRole): Entity =>
  recorded('resource', namespaceUid(namespace), role, namespace)

export const inNamespace = (container: string, namespace: string | undefined): Fact[] =>
  namespace === undefined
    ? []
    : [
        {
          subject: containerThing(container),
          relation: 'part-of',
          object: { type: 'resource', uid: namespaceUid(namespace), name: namespace },
        },
      ]

/** Elsewhere than in its own namespace nobody but whoever made the container says that the kubelet did. */
export const kubernetesOf = (namespace: string | undefined, labels: JsonObject): KubeletLabels | undefined =>
  namespace === KUBERNETES ? kubeletLabels(labels) : undefined
