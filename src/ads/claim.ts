/** The named items of a section's lists: `- **id**: text`, and for an assumption `(assumes: probe)`. */
import { visibleText, type Section } from './section.ts'

export interface Claim {
  readonly id: string
  readonly text: string
  /** From 1. */
  readonly line: number
  readonly kind: 'claim' | 'assumption'
  /** The probe as written, where the item names one: `audit-level(pods/exec, Metadata)`. */
  readonly assumes?: string
}

export interface Claims {
  readonly named: readonly Claim[]
  /** Items that a machine cannot hold to anything, because they have no name. */
  readonly unnamed: readonly { readonly text: string; readonly line: number }[]
}

const ITEM = /^(\s*)(?:[-*+]|\d+\.)\s+(.*)$/
const NAMED = /^\*\*([a-z0-9]+(?:-[a-z0-9]+)*)\*\*:\s*(.*)$/
const GROUP = /^\s*(?:#{3,6}\s+|[-*+]\s+)?\**(blind spots?|assumptions?):?\**:?\s*$/i
const ASSUMES = /\(assumes:\s*([^()]*(?:\([^()]*\))?)\s*\)/

/** The claims of a section. Items below an item are its details. */
export function claimsOf(section: Section | undefined): Claims {
  const named: Claim[] = []
  const unnamed: { text: string; line: number }[] = []
  if (!section) return { named, unnamed }
  let group: Claim['kind'] = 'claim'
  let indent = Infinity
  let open: { line: number; lines: string[] } | undefined
  const close = (): void => {
    if (!open) return
    const whole = open.lines.join(' ').trim()
    const [, id, text = ''] = NAMED.exec(whole) ?? []
    if (id === undefined) {
      unnamed.push({ text: whole, line: open.line })
    } else {
      const assumes = ASSUMES.exec(text)?.[1]?.trim()
      const kind = assumes === undefined ? group : 'assumption'
      named.push({ id, text: text.replace(ASSUMES, '').trim(), line: open.line, kind, ...(assumes && { assumes }) })
    }
    open = undefined
  }
  for (const [index, text] of visibleText(section.text).split('\n').entries()) {
    const line = section.line + 1 + index
    const [, spaces, words = ''] = ITEM.exec(text) ?? []
    const grouped = GROUP.exec(text)?.[1]
    if (grouped) {
      close()
      group = grouped.toLowerCase().startsWith('assumption') ? 'assumption' : 'claim'
      indent = Infinity
    } else if (spaces !== undefined && spaces.length <= indent) {
      close()
      indent = spaces.length
      open = { line, lines: [words] }
    } else if (spaces !== undefined || text.trim() === '') {
      close()
    } else if (/^\S/.test(text) && !open) {
      indent = Infinity
    } else {
      open?.lines.push(text.trim())
    }
  }
  close()
  return { named, unnamed }
}
