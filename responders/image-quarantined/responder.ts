/** Takes an image's name away and keeps the image under another, so that the name starts nothing and the evidence stays. */
import { defineResponder, engine, isImageName, kept, type Facts, type Target } from 'tallyman/responder'

/** A name that can be taken away: an id or a digest is no name. */
const nameOf = ({ uid, name }: Target): string | undefined =>
  [name, uid].find((word) => word !== undefined && isImageName(word) && !/^sha256:|@|^[0-9a-f]{64}$/.test(word))

const id = kept('image', 'Id')
const asideOf = ({ action }: Facts): string => `tallyman-quarantine:${action.slice(0, 16)}`

export const responder = defineResponder({
  id: 'image-quarantined',
  title: 'Quarantine image',
  phase: 'containment',
  target: 'image',
  permissions: [{ engine: ['GET /images/{name}/json', 'POST /images/{name}/tag', 'DELETE /images/{name}'] }],
  plan: (target, facts) => {
    const name = nameOf(target)
    if (name === undefined) return { cannot: 'the records give no name of the image that could be taken away' }
    return [
      engine.inspectImage({ image: name, keep: 'image' }),
      engine.tag({ id, as: asideOf(facts) }),
      engine.untag({ id, name }),
    ]
  },
  undo: (target, facts) => {
    const name = nameOf(target)
    return name === undefined ? [] : [engine.tag({ id, as: name }), engine.untag({ id, name: asideOf(facts) })]
  },
  limits: [
    'Containers that run from it run on.',
    'Only this engine forgets the name: the registry still serves it, other nodes still have it, and the next pull brings it back.',
    'It can still be started by its id, its digest or another of its names.',
    'A name without a tag means the tag latest.',
  ],
})
