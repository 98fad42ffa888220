/** The secrets of a command stand in its arguments, in the title of its process, and in what a program says that it ran. */
import { redactRecord, redactText, redactWords, textAt, type JsonObject } from 'tallyman/source'
import { argumentNames } from './arguments.ts'

type Redact = (secret: string) => string

export function redactEvent(event: JsonObject, redact: Redact): JsonObject {
  const records = event['records']
  if (!Array.isArray(records)) return event
  let changed = false
  const safe = records.map((record: unknown) => {
    const redacted = redactOne(record, redact)
    changed ||= redacted !== record
    return redacted
  })
  return changed ? { ...event, records: safe } : event
}

function redactOne(record: unknown, redact: Redact): unknown {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return record
  const before = record as JsonObject
  const changes = new Map<string, string>()
  const change = (name: string, value: string): void => {
    if (value !== before[name]) changes.set(name, value)
  }
  if (before['type'] === 'EXECVE') {
    const names = argumentNames(before).filter((name) => typeof before[name] === 'string')
    const words = redactWords(
      names.map((name) => before[name] as string),
      redact,
    )
    for (const [at, name] of names.entries()) change(name, words[at] as string)
  }
  const title = textAt(before, 'proctitle')
  if (title !== undefined) change('proctitle', redactWords(title.split('\0'), redact).join('\0'))
  const command = textAt(before, 'cmd')
  if (command !== undefined) change('cmd', redactText(command, redact))
  return redactRecord(changes.size === 0 ? before : { ...before, ...Object.fromEntries(changes) }, redact)
}
