/** Whose log it is: what a forwarder added to the line, or what the runtime named the file. */
import { imageReference, objectAt, textAt, type JsonObject, type Whereabouts } from 'tallyman/source'

export function whereaboutsOf(record: JsonObject, file: string): Whereabouts {
  const told = objectAt(record, 'kubernetes')
  if (told) return forwarded(told)
  return record['tallyman'] === 'docker-engine-log' ? followed(record) : named(file)
}

/** As our collector adds it, which asks the engine for the log. */
function followed(record: JsonObject): Whereabouts {
  const id = textAt(record, 'container.id')
  if (id === undefined) return {}
  const image = textAt(record, 'container.image')
  return {
    container: {
      id,
      name: textAt(record, 'container.name'),
      image: image === undefined ? undefined : imageReference(image),
    },
  }
}

/** As Fluent Bit and Fluentd add it. */
function forwarded(told: JsonObject): Whereabouts {
  const [namespace, name] = [textAt(told, 'namespace_name'), textAt(told, 'pod_name')]
  const id = textAt(told, 'docker_id') ?? textAt(told, 'container_id')
  return {
    ...(id !== undefined && {
      container: {
        id,
        name: textAt(told, 'container_name'),
        image: textAt(told, 'container_image'),
        digest: textAt(told, 'container_hash'),
      },
    }),
    ...(namespace !== undefined && name !== undefined && { pod: { namespace, name } }),
    node: textAt(told, 'host'),
  }
}

const NAME = '[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?'
/** `/var/log/containers/POD_NAMESPACE_CONTAINER-ID.log` */
const CONTAINERS = new RegExp(`(?:^|/)(${NAME})_(${NAME})_(${NAME})-([0-9a-f]{64})\\.log$`)
/** `/var/log/pods/NAMESPACE_POD_UID/CONTAINER/0.log`, also rotated. */
const PODS = new RegExp(`(?:^|/)(${NAME})_(${NAME})_[0-9a-f-]{32,36}/${NAME}/\\d{1,6}\\.log[^/]{0,40}$`)
/** `/var/lib/docker/containers/ID/ID-json.log`, also rotated. */
const DOCKER = /(?:^|\/)([0-9a-f]{64})-json\.log(?:\.\d{1,4})?$/

function named(file: string): Whereabouts {
  const [, name, namespace, container, id] = CONTAINERS.exec(file) ?? []
  if (name !== undefined && namespace !== undefined && id !== undefined)
    return { container: { id, name: container }, pod: { namespace, name } }
  const [, podNamespace, podName] = PODS.exec(file) ?? []
  if (podNamespace !== undefined && podName !== undefined) return { pod: { namespace: podNamespace, name: podName } }
  const docker = DOCKER.exec(file)?.[1]
  return docker === undefined ? {} : { container: { id: docker } }
}
