/** The containers of a pod: what was asked for, and, of a pod that runs, what came of it. */
import {
  containerIdOf,
  isObject,
  listAt,
  podContainersOf,
  podSpecOf,
  present,
  textAt,
  type JsonObject,
} from 'tallyman/source'

const STATUSES = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']

/** As specified, each with its `kind`, and with `container_id`, `image_id` and `image_digest` where it runs or ran. */
export function containersOf(object: JsonObject): JsonObject[] {
  const spec = podSpecOf(object)
  if (!spec) return []
  const statuses = new Map(
    STATUSES.flatMap((list) => listAt(object, `status.${list}`)).map((status) => [textAt(status, 'name'), status]),
  )
  return podContainersOf(spec).map((container) => {
    const status = statuses.get(textAt(container, 'name'))
    return { ...container, ...present(runningOf(status)) }
  })
}

function runningOf(status: unknown): JsonObject {
  const image_id = imageIdOf(textAt(status, 'imageID'))
  const state = isObject(status) && isObject(status['state']) ? Object.keys(status['state'])[0] : undefined
  return { container_id: containerIdOf(status), image_id, image_digest: digestOf(image_id), state }
}

/**
 * What runs, whatever the tag means now: `registry/web@sha256:...` where it came from a registry, and the engine's own id
 * `sha256:...` where it did not. Docker's kubelet writes a scheme before it.
 */
const imageIdOf = (imageID: string | undefined): string | undefined =>
  imageID?.replace(/^docker(?:-pullable)?:\/\//, '') || undefined

/** The digest of the image's manifest; an id is none. */
const digestOf = (imageId: string | undefined): string | undefined => /@(sha256:[0-9a-f]{64})$/.exec(imageId ?? '')?.[1]

/** Pods on the network of their node have its addresses, which say nothing of the pod. */
export const hasOwnNetwork = (pod: JsonObject): boolean => podSpecOf(pod)?.['hostNetwork'] !== true

/** A pod that has ended keeps its last address in its status, while another one may have it already. */
export const isOver = (pod: JsonObject): boolean => ['Succeeded', 'Failed'].includes(textAt(pod, 'status.phase') ?? '')
