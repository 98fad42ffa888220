/** Applies the modifiers that turn a text into other texts, left to right, and gives the patterns they end in. */
import { dashes, literally, type Place, readPattern } from './pattern.ts'
import { Refused } from './refused.ts'

/** The patterns a value stands for (any of them will do), and whether case counts. */
export interface TextValue {
  patterns: Place[][]
  cased: boolean
}

/** What UTF-16 makes of a text: its bytes, one character for each. */
const wideOf = (text: string, big = false): string => {
  const bytes = Buffer.from(text, 'utf16le')
  return (big ? bytes.swap16() : bytes).toString('latin1')
}

const encodings: Record<string, (text: string) => string> = {
  wide: (text) => wideOf(text),
  utf16le: (text) => wideOf(text),
  utf16be: (text) => wideOf(text, true),
  utf16: (text) => `\u00ff\u00fe${wideOf(text)}`,
}

/** The modifiers that this file knows how to apply. */
export const textModifiers = [
  'contains',
  'startswith',
  'endswith',
  'cased',
  'windash',
  'base64',
  'base64offset',
].concat(Object.keys(encodings))

/** Reads a scalar of a rule under its modifiers. */
export function readText(scalar: string | number | boolean, modifiers: string[]): TextValue {
  let patterns = [readPattern(String(scalar))]
  let cased = false
  let binary = false
  for (const modifier of modifiers) {
    const encode = encodings[modifier]
    if (modifier === 'contains') patterns = patterns.map((pattern) => ['any', ...pattern, 'any'])
    else if (modifier === 'startswith') patterns = patterns.map((pattern) => [...pattern, 'any'])
    else if (modifier === 'endswith') patterns = patterns.map((pattern) => ['any', ...pattern])
    else if (modifier === 'cased') cased = true
    else if (typeof scalar !== 'string') throw new Refused(`${modifier} is for strings, and ${scalar} is none`)
    else if (modifier === 'windash') patterns = patterns.map((pattern) => pattern.map(openDash))
    else if (encode !== undefined) {
      patterns = patterns.flatMap(spellings).map((text) => literally(encode(text)))
      binary = true
    } else {
      const plain = patterns.flatMap(spellings).map((text) => Buffer.from(text, binary ? 'latin1' : 'utf8'))
      const encoded = modifier === 'base64' ? plain.map((bytes) => bytes.toString('base64')) : plain.flatMap(shiftings)
      patterns = encoded.map(literally)
      cased = true
    }
  }
  return { patterns, cased }
}

const openDash = (place: Place): Place => (typeof place === 'object' && dashes.includes(place.char) ? 'dash' : place)

/** The texts that a pattern without wildcards stands for; more than one only where `windash` came before. */
function spellings(pattern: Place[]): string[] {
  let texts = ['']
  for (const place of pattern) {
    if (place === 'any' || place === 'one') throw new Refused('a value with wildcards cannot be encoded')
    const chars = place === 'dash' ? dashes : [place.char]
    texts = texts.flatMap((text) => chars.map((char) => text + char))
  }
  return texts
}

/** What of the Base64 of these bytes stays the same, whatever comes before and after, for each of the three shifts. */
function shiftings(bytes: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    // A character of Base64 is six bits: kept are those that hold no bit of a neighbour, before or after, nor padding.
    const first = Math.ceil((shift * 8) / 6)
    const end = Math.floor(((shift + bytes.length) * 8) / 6)
    if (first >= end) throw new Refused('too short: nothing of it stays the same in Base64')
    return encoded.slice(first, end)
  })
}
