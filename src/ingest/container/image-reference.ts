/** How images are named: one spelling of a name, whichever engine wrote it, so that it is one entity everywhere. */

/** Engines before 1.10, and Podman, leave the algorithm out. */
export const imageId = (id: string): string => (/^[0-9a-f]{64}$/.test(id) ? `sha256:${id}` : id)

export const isImageId = (reference: string): boolean => /^sha256:[0-9a-f]{64}$/.test(reference)

/** `shop/web@sha256:...`: what a registry calls the image, and cannot call another one. */
export const isImageDigest = (reference: string): boolean => /[^@]@sha256:[0-9a-f]{64}$/.test(reference)

/**
 * One spelling of what an image was asked for by: an engine writes the tag `latest` in one event and leaves it out in the next, and
 * containerd writes the registry that Docker means where it writes none. No name is 64 digits; fewer digits are taken for a name before
 * they are taken for an id, and so they are here.
 */
export function imageReference(written: string): string {
  const reference = imageId(written).replace(DOCKER_HUB, '')
  // A colon before the last slash is that of a port.
  return /[@:]/.test(reference.slice(reference.lastIndexOf('/') + 1)) ? reference : `${reference}:latest`
}

const DOCKER_HUB = /^(?:index\.)?docker\.io\/(?:library\/)?/

/** An image's reference, of a name and a tag that stand apart; a name may have one already. */
export const taggedImage = (name: string | undefined, tag: string | undefined): string | undefined =>
  name === undefined || tag === undefined || /[:@][^/]*$/.test(name) ? name : `${name}:${tag}`
