/** A rule's answer to a record, as an indented tree: what held, what did not, and on which value. */
import type { Explained } from '../../runtime/explain.ts'
import type { ExplainedSearch, Explanation } from '../../sigma/index.ts'
import { printable, type Pen } from './terminal.ts'

const SHOWN = 6
const LONGEST = 80

export function tellExplained({ rule, event, view, explanation }: Explained, pen: Pen): string {
  const where = `${printable(event.place.file)}:${event.place.line}`
  const head = `${pen.bold(printable(rule.title))} ${pen.dim(`(${rule.id})`)}`
  if (!view || !explanation) {
    const wants = Object.values(rule.logsource).join('/')
    return `${head}\n  does not read ${where}: it is for ${printable(wants)}, and this is ${event.place.source}`
  }
  const verdict = explanation.holds ? pen.style('green', 'matches') : pen.style('red', 'does not match')
  const part = event.continues
    ? `\n  ${pen.dim('(not asked in a scan: this record is part of what another one tells)')}`
    : ''
  return `${head}\n  ${verdict} ${where}  ${pen.dim(printable(event.message))}${part}\n${tellTree(explanation, pen, '  ')}`
}

export function tellTree(explanation: Explanation, pen: Pen, indent: string): string {
  const mark = explanation.holds ? pen.style('green', '+') : pen.style('red', '-')
  if (!('of' in explanation)) return `${indent}${mark} ${searchOf(explanation, pen)}`
  const name =
    explanation.kind === 'selection'
      ? pen.bold(printable(explanation.name ?? ''))
      : (explanation.name ?? explanation.kind)
  const line = explanation.place ? pen.dim(` line ${explanation.place.line}`) : ''
  return [`${indent}${mark} ${name}${line}`, ...explanation.of.map((part) => tellTree(part, pen, `${indent}  `))].join(
    '\n',
  )
}

function searchOf({ field, modifiers, values, present, found }: ExplainedSearch, pen: Pen): string {
  const wanted = values.map(({ written, met }) => (met ? pen.style('green', wordOf(written)) : wordOf(written)))
  const name = [field ?? 'any value', ...modifiers].map(printable).join('|')
  const has = present ? `has ${listOf(found.map(wordOf))}` : field === undefined ? 'is nowhere' : 'is not there'
  return `${name}: ${listOf(wanted)}  ${pen.dim(has)}`
}

const listOf = (words: readonly string[]): string =>
  words.slice(0, SHOWN).join(', ') + (words.length > SHOWN ? ` and ${words.length - SHOWN} more` : '')

function wordOf(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return printable(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
}
