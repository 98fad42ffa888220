/** Whose log it is, by the semantic conventions of OpenTelemetry: of the resource, or of the record where a collector put it there. */
import { isObject, type JsonObject, type Whereabouts } from 'tallyman/source'

export function whereaboutsOf({ resource, attributes }: JsonObject): Whereabouts {
  // Names hold dots, so that no path leads to them.
  const told = (name: string): string | undefined => {
    for (const holder of [resource, attributes]) {
      const value = isObject(holder) ? holder[name] : undefined
      if (typeof value === 'string' && value !== '') return value
    }
    return undefined
  }
  const [id, namespace, name] = [told('container.id'), told('k8s.namespace.name'), told('k8s.pod.name')]
  return {
    ...(id !== undefined && {
      container: {
        // Some write the runtime before it: `containerd://`.
        id: id.replace(/^\w{1,16}:\/\//, ''),
        name: told('k8s.container.name') ?? told('container.name'),
        image: told('container.image.name'),
      },
    }),
    ...(namespace !== undefined && name !== undefined && { pod: { namespace, name } }),
    node: told('k8s.node.name') ?? told('host.name'),
    cluster: told('k8s.cluster.name'),
  }
}
