/** Where the process of an event runs, in Tetragon's words. */
import { textAt, type JsonObject, type Whereabouts } from 'tallyman/source'
import { userOf, type Happening } from './happening.ts'

export function whereaboutsOf({ process, node, cluster }: Happening): Whereabouts {
  const [namespace, name] = [textAt(process, 'pod.namespace'), textAt(process, 'pod.name')]
  const [workload, kind] = [textAt(process, 'pod.workload'), textAt(process, 'pod.workload_kind')]
  const id = containerIdOf(process)
  return {
    user: userOf(process),
    ...(id !== undefined &&
      id !== '' && {
        container: {
          id,
          name: textAt(process, 'pod.container.name'),
          image: textAt(process, 'pod.container.image.name'),
          digest: textAt(process, 'pod.container.image.id'),
        },
      }),
    ...(namespace !== undefined &&
      name !== undefined && {
        pod: {
          namespace,
          name,
          workload: workload === undefined || kind === undefined ? undefined : { kind, name: workload },
        },
      }),
    node,
    cluster,
  }
}

/** `containerd://` and sixty-four digits; without a pod, thirty-one of them. */
export const containerIdOf = (process: JsonObject): string | undefined =>
  textAt(process, 'pod.container.id')?.replace(/^[\w-]+:\/\//, '') ?? textAt(process, 'docker')
