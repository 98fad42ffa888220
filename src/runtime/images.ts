/** What stands behind the names of images: which one a name stood for last, and by which digests registries know it. */
import type { Fact } from '../model/event.ts'
import { createRecent } from '../stream/recent.ts'

export interface Images {
  learn(facts: readonly Fact[]): void
  /** The image that the name stands for now: `sha256:` and 64 digits. */
  idOf(name: string): string | undefined
  /** `shop/web@sha256:...`, of the image with this id. */
  digestsOf(id: string): readonly string[]
}

/** How many names, and digests of how many images, are remembered; those that were not heard of for longest are forgotten. */
const REMEMBERED = 10_000
/** Of one image. */
const DIGESTS = 20

export const isImageId = (uid: string): boolean => /^sha256:[0-9a-f]{64}$/.test(uid)
export const isDigest = (uid: string): boolean => /.@sha256:[0-9a-f]{64}$/.test(uid)

export function createImages(): Images {
  const ids = createRecent<string, string>(REMEMBERED)
  const digests = createRecent<string, Set<string>>(REMEMBERED)
  return {
    learn(facts) {
      for (const { subject, relation, object } of facts) {
        if (relation !== 'made-from' || subject.type !== 'image' || !isImageId(object.uid)) continue
        ids.set(subject.uid, object.uid)
        if (!isDigest(subject.uid)) continue
        const known = digests.get(object.uid) ?? new Set()
        if (known.size < DIGESTS) known.add(subject.uid)
        digests.set(object.uid, known)
      }
    },
    idOf: (name) => ids.get(name),
    digestsOf: (id) => [...(digests.get(id) ?? [])],
  }
}
