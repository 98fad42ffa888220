/** Reads the values that are not texts: regular expressions, networks, comparisons, parts of a date. */
import { BlockList, isIP } from 'node:net'
import { RE2JS } from 're2js'
import type { Leaf } from './field.ts'
import { Refused } from './refused.ts'

type Test = (leaf: Leaf) => boolean

/** `re` with i, m, s: searched anywhere, cased unless told otherwise, Sigma's own escapes left alone. */
export function readExpression(value: unknown, flags: string[]): Test {
  if (typeof value !== 'string') throw new Refused('a regular expression is a string')
  const bits = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL } as Record<string, number>
  let expression: RE2JS
  try {
    expression = RE2JS.compile(
      value,
      flags.reduce((sum, flag) => sum | bits[flag]!, 0),
    )
  } catch (cause) {
    throw new Refused(`not a regular expression: ${value}`, { cause })
  }
  return (leaf) => leaf !== null && expression.matcher(String(leaf)).find()
}

/** `cidr`: a network of IPv4 or IPv6 that holds the address. */
export function readNetwork(value: unknown): Test {
  const [, address, bits] = /^([^/]+)\/(\d+)$/.exec(String(value)) ?? []
  const kind = isIP(address ?? '')
  if (kind === 0 || Number(bits) > (kind === 4 ? 32 : 128)) throw new Refused(`${value} is no network`)
  const network = new BlockList()
  network.addSubnet(address!, Number(bits), kind === 4 ? 'ipv4' : 'ipv6')
  return (leaf) => isIP(String(leaf)) !== 0 && network.check(String(leaf), isIP(String(leaf)) === 4 ? 'ipv4' : 'ipv6')
}

const comparisons: Record<string, (left: number, right: number) => boolean> = {
  gt: (left, right) => left > right,
  gte: (left, right) => left >= right,
  lt: (left, right) => left < right,
  lte: (left, right) => left <= right,
}

/** The modifiers that compare numbers. */
export const comparisonModifiers = Object.keys(comparisons)

/** gt, gte, lt, lte: by number, never by letter; a string of the event that spells a number is one. */
export function readComparison(value: unknown, modifier: string): Test {
  if (typeof value !== 'number') throw new Refused(`${modifier} is for numbers`)
  return (leaf) => {
    const number = numberOf(leaf)
    return number !== undefined && comparisons[modifier]!(number, value)
  }
}

function numberOf(leaf: Leaf): number | undefined {
  if (typeof leaf === 'number') return leaf
  return typeof leaf === 'string' && /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(leaf) ? Number(leaf) : undefined
}

/** The parts of a date and the numbers that they can be; ISO 8601 has years of 53 weeks. */
const dateParts: Record<string, [least: number, most: number]> = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: [0, 9999],
}

/** The modifiers that take a part of a date. */
export const dateModifiers = Object.keys(dateParts)

/** minute to year: the part as the text of the event has it, no time zone reckoned with. */
export function readDatePart(value: unknown, modifier: string): Test {
  const [least, most] = dateParts[modifier]!
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw new Refused(`${modifier} is a number from ${least} to ${most}`)
  return (leaf) => typeof leaf === 'string' && partsOf(leaf)?.[modifier] === value
}

function partsOf(text: string): Record<string, number> | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)|$)/i.exec(text)
  if (found === null) return undefined
  const [year, month, day, hour, minute] = found.slice(1).map((part) => (part === undefined ? NaN : Number(part)))
  const date = new Date(Date.UTC(year!, month! - 1, day))
  if (date.getUTCMonth() !== month! - 1 || date.getUTCDate() !== day) return undefined
  return { year: year!, month: month!, day: day!, hour: hour!, minute: minute!, week: weekOf(year!, month!, day!) }
}

/** The week of ISO 8601: the one that holds the Thursday nearest to the day. */
function weekOf(year: number, month: number, day: number): number {
  const date = new Date(Date.UTC(year, month - 1, day))
  date.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7))
  const first = Date.UTC(date.getUTCFullYear(), 0, 1)
  return Math.ceil(((date.getTime() - first) / 86_400_000 + 1) / 7)
}
