/** The arguments of a command, which the kernel tells in several records, and a long one in several pieces, where they are many. */
import type { JsonObject } from 'tallyman/source'
import { textOf } from './fields.ts'

const PIECE = /^(a\d{1,7})(\[\d{1,7}\])?$/

/** All EXECVE records of an event as one, each argument whole: `a0`, `a1` ... and `argc`. */
export function joinArguments(records: readonly JsonObject[]): readonly JsonObject[] {
  const parts = records.filter(({ type }) => type === 'EXECVE')
  const isPieced = parts.some((part) => Object.keys(part).some((name) => name.includes('[')))
  if (parts.length < 2 && !isPieced) return records
  const joined = new Map<string, unknown>()
  const pieces = new Map<string, string>()
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    const [, argument, piece] = PIECE.exec(name) ?? []
    if (argument !== undefined && piece !== undefined) {
      joined.set(argument, '')
      pieces.set(argument, (pieces.get(argument) ?? '') + String(value))
    } else if (!name.endsWith('_len') && !joined.has(name)) joined.set(name, value)
  }
  // A piece may end within a character.
  for (const [name, digits] of pieces) joined.set(name, textOf(digits))
  const whole = Object.fromEntries(joined)
  return records.flatMap((record) => (record === parts[0] ? [whole] : record['type'] === 'EXECVE' ? [] : [record]))
}

/** The names of the arguments in their order, as far as the kernel told them: `a0`, `a1` ... */
export const argumentNames = (execve: JsonObject): string[] =>
  Object.keys(execve)
    .flatMap((name) => {
      const argument = PIECE.exec(name)?.[1]
      return argument === undefined ? [] : [{ at: Number(argument.slice(1)), name }]
    })
    .toSorted((one, other) => one.at - other.at)
    .map(({ name }) => name)

export const argumentsOf = (execve: JsonObject | undefined): string[] =>
  argumentNames(execve ?? {}).flatMap((name) => {
    const value = execve?.[name]
    return typeof value === 'string' ? [value] : []
  })
