/** Words for a terminal: escaped, coloured where the terminal wants it, wrapped to its width. */
import { styleText } from 'node:util'
import type { Level } from '../../model/level.ts'

type Style = Parameters<typeof styleText>[0]

/**
 * Shows what would otherwise act: control characters, bidirectional marks and the like are written as `\u{1b}`.
 * Names, arguments and log lines are an attacker's words.
 */
export const printable = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )

export interface Pen {
  /** `text` in a style, where the stream takes colours (NO_COLOR, FORCE_COLOR and a pipe are honoured). */
  readonly style: (style: Style, text: string) => string
  readonly level: (level: Level, text?: string) => string
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
  /** Columns to write in. */
  readonly width: number
}

const LEVEL_STYLES: { readonly [level in Level]: Style } = {
  informational: 'gray',
  low: 'blue',
  medium: 'yellow',
  high: ['red', 'bold'],
  critical: ['bgRed', 'white', 'bold'],
}

export function createPen(stream: NodeJS.WriteStream): Pen {
  const style = (wanted: Style, text: string): string => styleText(wanted, text, { stream, validateStream: true })
  return {
    style,
    level: (level, text = level) => style(LEVEL_STYLES[level], text),
    dim: (text) => style('dim', text),
    bold: (text) => style('bold', text),
    width: Math.max(60, Math.min(stream.columns ?? 110, 160)),
  }
}

/** Breaks a text at spaces so that no line is longer than `width`; a longer word is cut. Every line but the first is indented. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((one) => pieces(one, Math.max(8, width)))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${indent}`)
}

const pieces = (word: string, size: number): string[] =>
  word.length <= size ? [word] : (word.match(new RegExp(`.{1,${size}}`, 'gsu')) ?? [])

/** `1 alert`, `3 alerts`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? noun : plural}`

/** `21:03:11` in UTC; with the date where `day` is another one. */
export function clock(time: number, day?: number): string {
  const text = new Date(time).toISOString()
  const sameDay = day !== undefined && new Date(day).toISOString().slice(0, 10) === text.slice(0, 10)
  return sameDay ? text.slice(11, 19) : `${text.slice(0, 10)} ${text.slice(11, 19)}`
}

/** `350 ms`, `3.2 s`, `4 min 10 s`, `2 h 5 min`. */
export function lasting(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return `${minutes} min ${Math.round((ms % 60_000) / 1_000)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
