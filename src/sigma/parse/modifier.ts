/** Value modifiers: which there are, which go together, and what they make of a value. */
import { TIME_PARTS } from '../rule.ts'
import type { TimePart } from '../rule.ts'
import type { Utf16 } from './encoding.ts'

/** Modifiers that turn a text into another text, in the order written. */
export type Transform = 'contains' | 'startswith' | 'endswith' | 'windash' | 'base64' | 'base64offset' | Utf16

/** What the modifiers of a line say together. */
export interface Chain {
  readonly type: 'text' | 're' | 'cidr' | 'compare' | 'exists' | 'fieldref'
  readonly transforms: readonly Transform[]
  readonly comparison: 'lt' | 'lte' | 'gt' | 'gte' | 'eq'
  readonly part?: TimePart
  readonly flags: { readonly i: boolean; readonly m: boolean; readonly s: boolean }
  readonly cased: boolean
  readonly expand: boolean
  readonly all: boolean
  readonly negated: boolean
}

const TRANSFORMS = [
  'contains',
  'startswith',
  'endswith',
  'windash',
  'base64',
  'base64offset',
  'utf16le',
  'utf16be',
  'utf16',
  'wide',
]
const COMPARISONS = ['lt', 'lte', 'gt', 'gte']
const FLAGS = ['i', 'm', 's']
const PARTS: readonly string[] = TIME_PARTS
const POSITIONS = ['contains', 'startswith', 'endswith']
const TYPES = ['re', 'cidr', 'exists', 'fieldref', ...COMPARISONS, ...PARTS]
const KNOWN = new Set([...TRANSFORMS, ...FLAGS, ...TYPES, 'cased', 'expand', 'all', 'neq'])

/** What else may stand beside the modifier that makes the type. */
const COMPANIONS: Record<Exclude<Chain['type'], 'text'>, readonly string[]> = {
  re: [...FLAGS, 'all', 'neq'],
  cidr: ['expand', 'all', 'neq'],
  compare: [...COMPARISONS, ...PARTS, 'all', 'neq'],
  exists: [],
  fieldref: ['cased', 'all', 'neq'],
}

const PLAIN: Chain = {
  type: 'text',
  transforms: [],
  comparison: 'eq',
  flags: { i: false, m: false, s: false },
  cased: false,
  expand: false,
  all: false,
  negated: false,
}

/** Reads the modifiers of a line; throws a reason where they are unknown or do not go together. */
export function parseChain(modifiers: readonly string[]): Chain {
  if (modifiers.length === 0) return PLAIN
  const given = new Set(modifiers)
  for (const modifier of modifiers)
    if (!KNOWN.has(modifier)) throw new Error(`the modifier '${modifier}' does not exist in Sigma 2.1`)
  if (given.size < modifiers.length) throw new Error('the same modifier stands twice')
  const type = typeOf(modifiers)
  if (type !== 'text') refuseStrangers(modifiers, type)
  const flag = modifiers.findIndex((modifier) => FLAGS.includes(modifier))
  if (flag >= 0 && !modifiers.slice(0, flag).includes('re'))
    throw new Error("'i', 'm' and 's' belong after the modifier 're'")
  if (POSITIONS.filter((position) => given.has(position)).length > 1)
    throw new Error("of 'contains', 'startswith' and 'endswith' only one makes sense")
  const part = TIME_PARTS.find((name) => given.has(name))
  return {
    type,
    transforms:
      type === 'text' ? modifiers.filter((modifier): modifier is Transform => TRANSFORMS.includes(modifier)) : [],
    comparison:
      (modifiers.find((modifier) => COMPARISONS.includes(modifier)) as Chain['comparison'] | undefined) ?? 'eq',
    ...(part === undefined ? {} : { part }),
    flags: { i: given.has('i'), m: given.has('m'), s: given.has('s') },
    cased: given.has('cased'),
    expand: given.has('expand'),
    all: given.has('all'),
    negated: given.has('neq'),
  }
}

function typeOf(modifiers: readonly string[]): Chain['type'] {
  const type = modifiers.find((modifier) => TYPES.includes(modifier))
  if (type === undefined) return 'text'
  return type === 're' || type === 'cidr' || type === 'exists' || type === 'fieldref' ? type : 'compare'
}

function refuseStrangers(modifiers: readonly string[], type: Exclude<Chain['type'], 'text'>): void {
  const [first = ''] = modifiers.filter((modifier) => TYPES.includes(modifier))
  const stranger = modifiers.find((modifier) => modifier !== first && !COMPANIONS[type].includes(modifier))
  if (stranger !== undefined) throw new Error(`the modifiers '${first}' and '${stranger}' do not go together`)
  for (const group of [COMPARISONS, PARTS])
    if (modifiers.filter((modifier) => group.includes(modifier)).length > 1)
      throw new Error(`of ${group.join(', ')} only one makes sense`)
  if (type === 'compare' && modifiers.includes('neq') && modifiers.some((modifier) => COMPARISONS.includes(modifier)))
    throw new Error(`the modifiers '${first}' and 'neq' do not go together`)
}
