/** Redacts a whole record: by the names of its fields, in its commands, and in the JSON that its strings hold. */
import type { JsonObject } from '../model/record.ts'
import { isObject } from './read.ts'
import { redactText, redactWords } from './secret-commands.ts'
import { isSecretName, type Redact } from './secrets.ts'

/** The record without its secrets; the same object, and so are its parts, where there are none. */
export const redactRecord = (record: JsonObject, redact: Redact): JsonObject => redactObject(record, redact)

function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redactString(value, redact)
  if (typeof value !== 'object' || value === null) return value
  return isObject(value) ? redactObject(value, redact) : redactList(value as readonly unknown[], redact)
}

function redactObject(object: JsonObject, redact: Redact): JsonObject {
  const variable = 'value' in object && typeof object['name'] === 'string' && isSecretName(object['name'])
  let changed = commandOf(object, redact)
  for (const name of Object.keys(object)) {
    if (changed?.has(name)) continue
    const value = object[name]
    const secret = typeof value === 'string' && value !== '' && ((variable && name === 'value') || isSecretName(name))
    const safe = secret ? redact(value) : redactValue(value, redact)
    if (safe !== value) changed = (changed ?? new Map<string, unknown>()).set(name, safe)
  }
  if (!changed) return object
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, changed.get(name) ?? value]))
}

/** The command of a container and its arguments are one command: the first says which of the others are secret. */
function commandOf({ command, args }: JsonObject, redact: Redact): Map<string, unknown> | undefined {
  if (!isWords(command) || !isWords(args)) return undefined
  const words = redactWords([...command, ...args], redact)
  return new Map([
    ['command', words.slice(0, command.length)],
    ['args', words.slice(command.length)],
  ])
}

function redactList(list: readonly unknown[], redact: Redact): readonly unknown[] {
  const safe = isWords(list) ? redactWords(list, redact) : list.map((item) => redactValue(item, redact))
  return safe.every((item, at) => item === list[at]) ? list : safe
}

const isWords = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')

/** An object inside a string, such as `kubectl.kubernetes.io/last-applied-configuration`, is read as one. */
function redactString(text: string, redact: Redact): string {
  const inner = text.startsWith('{') ? parsed(text) : undefined
  if (inner === undefined) return redactText(text, redact)
  const safe = redactValue(inner, redact)
  return safe === inner ? text : JSON.stringify(safe)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
