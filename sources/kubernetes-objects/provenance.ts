/** Whether what runs came from a registry, and is what was asked for, by the names that were asked for. */
import { imageReference, textAt, type JsonObject } from 'tallyman/source'

/** A container that has not run yet is in none of the lists. */
export function provenanceOf(containers: readonly JsonObject[]): JsonObject {
  const ran = containers.filter((each) => textAt(each, 'image_id') !== undefined)
  const named = (which: (container: JsonObject) => boolean): string[] => [
    ...new Set(ran.filter(which).map((each) => imageReference(textAt(each, 'image') ?? ''))),
  ]
  return {
    with_digest: named((each) => textAt(each, 'image_digest') !== undefined),
    without_digest: named((each) => textAt(each, 'image_digest') === undefined),
    other_digest: named(isAnother),
  }
}

function isAnother(container: JsonObject): boolean {
  const [asked, runs] = [
    /@(sha256:[0-9a-f]{64})$/.exec(textAt(container, 'image') ?? '')?.[1],
    textAt(container, 'image_digest'),
  ]
  return asked !== undefined && runs !== undefined && asked !== runs
}
