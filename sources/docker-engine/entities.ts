/** The things that an engine's records are about, as entities; what the engine does not say is not there. */
import { recorded, type Entity, type EntityRole, type JsonObject } from 'tallyman/source'

export const containerEntity = (id: string, name?: string, role: EntityRole = 'target'): Entity =>
  recorded('container', id, role, name)

/** An image by its reference or by its id: two entities, and a fact ties them. */
export const imageEntity = (reference: string, role: EntityRole, name?: string): Entity =>
  recorded('image', reference, role, name)

export const networkEntity = (id: string, name?: string, role: EntityRole = 'target'): Entity =>
  recorded('network', id, role, name)

export const nodeEntity = (name: string, role: EntityRole): Entity => recorded('node', name, role)

/** What has no type of its own: `volume/data`, `plugin/...`. */
export const resourceEntity = (kind: string, id: string, name?: string): Entity =>
  recorded('resource', `${kind}/${id}`, 'target', name)

/** What the kubelet writes on every container that it starts. Anyone who may create containers can write the same. */
export interface KubernetesLabels {
  readonly namespace: string
  readonly pod: string
  readonly container?: string
}

/** A label's name holds dots, so that no path leads to it. */
const label = (labels: JsonObject, name: string): string | undefined => {
  const value = Object.hasOwn(labels, name) ? labels[name] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function kubernetesOf(labels: JsonObject): KubernetesLabels | undefined {
  const namespace = label(labels, 'io.kubernetes.pod.namespace')
  const pod = label(labels, 'io.kubernetes.pod.name')
  const container = label(labels, 'io.kubernetes.container.name')
  if (namespace === undefined || pod === undefined) return undefined
  return { namespace, pod, ...(container !== undefined && { container }) }
}

export const podEntities = (of: KubernetesLabels | undefined): Entity[] =>
  of
    ? [recorded('pod', `${of.namespace}/${of.pod}`, 'context', of.pod), recorded('namespace', of.namespace, 'context')]
    : []

/** Engines before 1.10, and Podman, leave the algorithm out. */
export const imageId = (id: string): string => (/^[0-9a-f]{64}$/.test(id) ? `sha256:${id}` : id)

/**
 * One spelling of what an image was asked for by: an engine writes the tag `latest` in one event and leaves it out in the next.
 * No name is 64 digits; fewer digits are taken for a name before they are taken for an id, and so they are here.
 */
export function imageReference(written: string): string {
  const reference = imageId(written)
  // A colon before the last slash is that of a port.
  return /[@:]/.test(reference.slice(reference.lastIndexOf('/') + 1)) ? reference : `${reference}:latest`
}

export const isImageId = (reference: string): boolean => /^sha256:[0-9a-f]{64}$/.test(reference)
