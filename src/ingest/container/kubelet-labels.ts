/** What the kubelet writes on every container that it starts. Anyone who may create containers can write the same. */
import type { Entity } from '../../model/entity.ts'
import type { JsonObject } from '../../model/record.ts'
import { recorded } from '../recorded.ts'

export interface KubeletLabels {
  readonly namespace: string
  readonly pod: string
  /** Missing of the pod's own sandbox. */
  readonly container?: string
}

/** A label's name holds dots, so that no path leads to it. */
export const labelOf = (labels: JsonObject, name: string): string | undefined => {
  const value = Object.hasOwn(labels, name) ? labels[name] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function kubeletLabels(labels: JsonObject): KubeletLabels | undefined {
  const namespace = labelOf(labels, 'io.kubernetes.pod.namespace')
  const pod = labelOf(labels, 'io.kubernetes.pod.name')
  const container = labelOf(labels, 'io.kubernetes.container.name')
  if (namespace === undefined || pod === undefined) return undefined
  return { namespace, pod, ...(container !== undefined && { container }) }
}

/** Of the pod and its namespace, as context. */
export const podEntities = (of: KubeletLabels | undefined): Entity[] =>
  of
    ? [recorded('pod', `${of.namespace}/${of.pod}`, 'context', of.pod), recorded('namespace', of.namespace, 'context')]
    : []
