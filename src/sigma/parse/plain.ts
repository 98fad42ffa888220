/** Scalars of one line, resolved as the core schema of YAML 1.2 does. */
import type { Written } from '../rule.ts'

export interface Resolved {
  readonly value: Written
  readonly source: string
}

/** A plain scalar; undefined where it begins with what means something else in YAML. */
export function resolvePlain(source: string): Resolved | undefined {
  if (/^(?:[,[\]{}#&*!|>'"%@`]|[-?:](?: |$))/.test(source)) return undefined
  return { value: valueOf(source), source }
}

function valueOf(text: string): Written {
  if (!/^[-+.~\dnNtTfF]/.test(text)) return text
  if (/^(?:~|[Nn]ull|NULL)$/.test(text)) return null
  if (/^(?:[Tt]rue|TRUE)$/.test(text)) return true
  if (/^(?:[Ff]alse|FALSE)$/.test(text)) return false
  if (/^(?:[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?|0o[0-7]+|0x[\da-fA-F]+)$/i.test(text)) return numberOf(text)
  return /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/.test(text) ? numberOf(text) : text
}

function numberOf(text: string): number | string {
  if (/inf/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (/nan/i.test(text)) return Number.NaN
  // YAML knows these prefixes in lower case only.
  if (/^0[XO]/.test(text)) return text
  return Number(text)
}

/** A quoted scalar; undefined where it is more than JSON would make of it. */
export function readQuoted(source: string): Resolved | undefined {
  const inner = source.slice(1, -1)
  if (source.startsWith("'")) return text(inner.replaceAll("''", "'"))
  if (!inner.includes('\\')) return text(inner)
  if (/\\[^"\\/bfnrt]/.test(inner.replaceAll('\\\\', ''))) return undefined
  return text(JSON.parse(source) as string)
}

function text(value: string): Resolved {
  return { value, source: value }
}
