/** What the proposed steps of an incident would do, word for word, with their undo: nothing is done. */
import type { Action } from '../model/action.ts'
import { rehearsalText, rehearse } from '../respond/rehearse.ts'
import type { Content } from './content.ts'

/** Safe for a terminal and a shell. Steps that cannot be planned say so in their refusals, and have nothing to rehearse. */
export const rehearsals = (actions: readonly Action[], { responders }: Content): string[] =>
  actions.flatMap((action) => {
    const responder = responders.get(action.responder)
    return responder && action.effects.length > 0 ? [rehearsalText(rehearse(action, responder))] : []
  })
