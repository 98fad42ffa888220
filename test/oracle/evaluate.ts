/**
 * A Sigma evaluator that is slow, obvious and independent: written from the specification v2.1.0 alone, to be what the
 * engine is compared with. It shares no line with `src/sigma`.
 */
import { parse } from 'yaml'
import { readCondition } from './condition.ts'
import { readItem, type Judge, type Placeholders } from './item.ts'
import { Refused } from './refused.ts'

/** Whether the event is what the rule looks for. Throws `Refused` for a rule that is not Sigma v2.1.0. */
export const evaluateNaively = (ruleYaml: string, event: unknown): boolean => readRuleNaively(ruleYaml)(event)

/** Reads the rule once, for many events. Throws `Refused`. */
export function readRuleNaively(ruleYaml: string, placeholders: Placeholders = new Map()): Judge {
  let rule: unknown
  try {
    rule = parse(ruleYaml)
  } catch (cause) {
    throw new Refused('not YAML', { cause })
  }
  if (!isMap(rule) || !isMap(rule['detection'])) throw new Refused('a rule has a detection')
  const { condition, ...searches } = rule['detection']
  const judges = new Map(Object.entries(searches).map(([name, search]) => [name, readSearch(search, placeholders)]))
  const texts = Array.isArray(condition) ? condition : [condition]
  if (texts.length === 0 || !texts.every((text) => typeof text === 'string')) throw new Refused('a condition is text')
  const conditions = texts.map((text) => readCondition(text, [...judges.keys()]))
  return (event) => conditions.some((holds) => holds((name) => judges.get(name)!(event)))
}

/** A search identifier: a map is the AND of its items; a list is the OR of its maps and keywords. */
function readSearch(search: unknown, placeholders: Placeholders): Judge {
  if (isMap(search)) {
    const items = Object.entries(search).map(([key, value]) => readItem(key, value, placeholders))
    if (items.length === 0) throw new Refused('a map without items')
    return (event) => items.every((holds) => holds(event))
  }
  if (Array.isArray(search) && search.length > 0) {
    const members = search.map((member) =>
      isMap(member) ? readSearch(member, placeholders) : readItem('', member, placeholders),
    )
    return (event) => members.some((holds) => holds(event))
  }
  throw new Refused('a search identifier is a list or a map')
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
