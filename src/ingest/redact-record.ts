/** Redacts a whole record: by the names of its fields, in its commands, and in the JSON that its strings hold. */
import type { JsonObject } from '../model/record.ts'
import { isObject } from './read.ts'
import { redactText, redactWords } from './secret-commands.ts'
import { isSecretName, type Redact } from './secrets.ts'

/** The record without its secrets; the same object, and so are its parts, where there are none. */
export const redactRecord = (record: JsonObject, redact: Redact): JsonObject =>
  redactValue(record, redact) as JsonObject

function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redactString(value, redact)
  if (Array.isArray(value)) {
    const words = value.length > 0 && value.every((item) => typeof item === 'string')
    return unlessSame(value, words ? redactWords(value, redact) : value.map((item) => redactValue(item, redact)))
  }
  return isObject(value) ? redactObject(value, redact) : value
}

function redactObject(object: JsonObject, redact: Redact): JsonObject {
  // An environment variable of a container: { name: DB_PASSWORD, value: hunter2 }.
  const named = typeof object['name'] === 'string' && isSecretName(object['name'])
  const entries = Object.entries(object)
  const redacted = entries.map(([name, value]): [string, unknown] => {
    const secret = typeof value === 'string' && value !== '' && (isSecretName(name) || (named && name === 'value'))
    return [name, secret ? redact(value) : redactValue(value, redact)]
  })
  return redacted.every(([, value], at) => value === entries[at]?.[1]) ? object : Object.fromEntries(redacted)
}

/** An object inside a string, such as `kubectl.kubernetes.io/last-applied-configuration`, is read as one. */
function redactString(text: string, redact: Redact): string {
  const redacted = redactText(text, redact)
  if (!text.startsWith('{')) return redacted
  try {
    const inner = JSON.parse(text) as unknown
    const safe = redactValue(inner, redact)
    return safe === inner ? text : JSON.stringify(safe)
  } catch {
    return redacted
  }
}

const unlessSame = (before: readonly unknown[], after: readonly unknown[]): readonly unknown[] =>
  after.every((item, at) => item === before[at]) ? before : after
