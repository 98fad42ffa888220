/** Where images come from: what stays the same of their names from release to release, and from one program of a team to the next. */
import { textAt, type JsonObject } from 'tallyman/source'

const HUB = 'docker.io'

/** Registry and folder of each, without the image's own name, as the container runtimes complete it: `docker.io/library`. */
export const registriesOf = (containers: readonly JsonObject[]): string[] => [
  ...new Set(containers.map((container) => textAt(container, 'image') ?? '').flatMap(registryOf)),
]

function registryOf(image: string): string[] {
  const parts = image.split('/').slice(0, -1)
  const [first = ''] = parts
  // Only the first part can be a host, and only where it cannot be a folder of the hub.
  const host = /[.:]/.test(first) || first === 'localhost' ? [] : [HUB]
  return image === '' ? [] : [[...host, ...(parts.length === 0 ? ['library'] : parts)].join('/')]
}
