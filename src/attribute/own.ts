/** Who is behind what a container itself runs: nobody but the container, unless somebody added it to a pod that runs, to get in. */
import type { WhoAnswer } from '../model/attribution.ts'
import type { Manifest } from './manifest.ts'
import type { Thing } from './thing.ts'

const OWN: WhoAnswer = {
  state: 'known',
  way: 'container',
  confidence: 1,
  why: 'it descends from the first process of the container',
}

/** The names of a container: an ephemeral one is added by its name in its pod, before it has an id. */
export function namesOf(container: Thing, manifest: Manifest): Thing[] {
  if (container.type !== 'container') return []
  const names = container.words
    .filter(({ relation, object }) => relation === 'known-as' && object.type === 'container')
    .map(({ object }) => manifest.current(object))
  return [container, ...names]
}

/** Whoever attaches to it types into what it runs, which no process tells: who added it is likely, and no more. */
export function ownAnswer(names: readonly Thing[], manifest: Manifest, at: number): WhoAnswer {
  for (const name of names) {
    const opener = manifest.objectOf(name, 'opened-by', 'principal', at)
    if (opener)
      return {
        state: 'known',
        way: 'api',
        principal: opener.uid,
        confidence: 0.9,
        why: 'it descends from the first process of an ephemeral container, which this person added to the pod',
      }
  }
  return OWN
}
