/** Fields of a document by their dotted names: documents nest them, and logging libraries leave the dots in. */
import { numberAt, textAt, textsAt, valueAt, type JsonObject } from 'tallyman/source'

export const valueOf = (document: JsonObject, name: string): unknown =>
  Object.hasOwn(document, name) ? document[name] : valueAt(document, name)

export const has = (document: JsonObject, name: string): boolean => valueOf(document, name) !== undefined

/** Of several words the first: any field may be a list. */
export const wordOf = (document: JsonObject, name: string): string | undefined => wordsOf(document, name)[0]

export function wordsOf(document: JsonObject, name: string): string[] {
  const value = valueOf(document, name)
  const word = textAt({ value }, 'value')
  return word === undefined ? textsAt({ value }, 'value') : [word]
}

export const numberOf = (document: JsonObject, name: string): number | undefined =>
  numberAt({ value: valueOf(document, name) }, 'value')
