/** One line for people: what is so, or what became otherwise. */
import { textAt } from 'tallyman/source'
import { ACTIONS } from './derived.ts'
import type { Happening } from './happening.ts'
import { phraseOf } from './identity.ts'
import { fieldOf } from './path.ts'
import type { Change, Told } from './told.ts'

const CHANGES_SHOWN = 3
const VALUE_SHOWN = 60
const WORDS_SHOWN = 300

export function messageOf(told: Told): string {
  const { type, changes, object } = told
  const what = phraseOf(told)
  const phase = textAt(object, 'status.phase')
  if (type === 'LISTED') return oneLine(`${what} exists${phase === undefined ? '' : `, ${phase}`}`)
  if (type !== 'MODIFIED') return oneLine(`${what} was ${ACTIONS[type]}`)
  if (!changes) return oneLine(`${what} was updated; what it was before is not known`)
  const shown = changes.slice(0, CHANGES_SHOWN).map(phraseOfChange)
  const more = changes.length > shown.length ? ` and ${changes.length - shown.length} more` : ''
  return oneLine(`${what} was updated: ${shown.join(', ')}${more}`)
}

export const messageOfHappening = (told: Told, { reason, words, about }: Happening): string =>
  oneLine(`${reason} (${phraseOf(about ?? told)}): ${cut(words, WORDS_SHOWN)}`)

/** `spec.replicas (1 to 3)`; what is no short word is not shown. */
function phraseOfChange({ op, path, from, to }: Change): string {
  const field = cut(fieldOf(path), VALUE_SHOWN * 2)
  const [before, after] = [wordOf(from), wordOf(to)]
  if (op === 'replace' && before !== undefined && after !== undefined) return `${field} (${before} to ${after})`
  if (op === 'add') return after === undefined ? `${field} added` : `${field} (now ${after})`
  return op === 'remove' ? `${field} removed` : field
}

const wordOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? cut(String(value), VALUE_SHOWN)
    : undefined

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text)
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ')
