/** Works out a Sigma condition: or, and, not, `1 of`, `all of`, brackets, in that order of binding. */
import { Refused } from './refused.ts'

/** Says whether a search identifier holds for the event at hand. */
export type Holds = (name: string) => boolean

/** A condition, read against the search identifiers that the rule has. Throws `Refused` where it makes no sense. */
export function readCondition(text: string, names: string[]): (holds: Holds) => boolean {
  const words = text.match(/[()]|[^\s()]+/g) ?? []
  let at = 0

  const take = (word: string): boolean => {
    if (words[at] !== word) return false
    at++
    return true
  }
  const either = (): ((holds: Holds) => boolean) => {
    const left = both()
    if (!take('or')) return left
    const right = either()
    return (holds) => left(holds) || right(holds)
  }
  const both = (): ((holds: Holds) => boolean) => {
    const left = negated()
    if (!take('and')) return left
    const right = both()
    return (holds) => left(holds) && right(holds)
  }
  const negated = (): ((holds: Holds) => boolean) => {
    if (!take('not')) return single()
    const inner = negated()
    return (holds) => !inner(holds)
  }
  const single = (): ((holds: Holds) => boolean) => {
    if (take('(')) {
      const inner = either()
      if (!take(')')) throw new Refused(`a bracket is not closed in "${text}"`)
      return inner
    }
    const word = words[at++]
    if (word !== undefined && words[at] === 'of') {
      const chosen = choose(words[at + 1], names)
      at += 2
      if (chosen.length === 0) throw new Refused(`"${text}" speaks of search identifiers that are not there`)
      if (word === '1') return (holds) => chosen.some(holds)
      if (word === 'all') return (holds) => chosen.every(holds)
      throw new Refused(`"${word} of" is not Sigma`)
    }
    if (word === undefined || !names.includes(word)) throw new Refused(`"${word}" is no search identifier`)
    return (holds) => holds(word)
  }

  const whole = either()
  if (at < words.length) throw new Refused(`"${words[at]}" is one word too many in "${text}"`)
  return whole
}

/**
 * `them`, or a pattern in which `*` stands for any number of characters. Names that begin with `_` are not meant, unless the
 * pattern says the underscore itself.
 */
function choose(pattern: string | undefined, names: string[]): string[] {
  const open = names.filter((name) => !name.startsWith('_'))
  if (pattern === undefined) return []
  if (pattern === 'them') return open
  const parts = pattern.split('*').map((part) => part.replace(/[^A-Za-z0-9_]/g, '\\$&'))
  const meant = new RegExp(`^${parts.join('.*')}$`)
  return (pattern.startsWith('_') ? names : open).filter((name) => meant.test(name))
}
