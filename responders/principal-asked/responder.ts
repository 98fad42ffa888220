/** Asks the person whose name it was done in: was it you? */
import { defineResponder, person } from 'tallyman/responder'

/** As many things as a person can answer for at once. */
const ASKED = 5

export const responder = defineResponder({
  id: 'principal-asked',
  title: 'Ask',
  phase: 'analysis',
  target: 'principal',
  permissions: [],
  plan: (target, facts) => {
    if (target.uid.startsWith('system:'))
      return { cannot: 'it is no person: ask those who own what runs under this account' }
    const done = facts
      .about(target)
      .filter(({ entities }) =>
        entities.some(({ type, uid, role }) => type === 'principal' && uid === target.uid && role === 'actor'),
      )
    if (done.length === 0) return { cannot: 'no record of this incident shows that it did something to be asked about' }
    const lines = done.slice(0, ASKED).map(({ time, message }) => `${new Date(time).toISOString()} ${message}`)
    const more = done.length - lines.length
    return [
      person.ask({
        person: target.name ?? target.uid,
        question: `Was it you? ${lines.join('; ')}${more > 0 ? `; and ${more} more` : ''}. If so: for what, and under which change?`,
      }),
    ]
  },
  undo: () => [],
  limits: [
    'Whoever took an account may answer for it: ask by a way that the account does not open.',
    'The question tells an intruder who reads along that they were seen: collect the evidence first.',
  ],
})
