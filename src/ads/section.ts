/** The sections of an ADS document, in the order that Palantir's framework gives them. */
import type { Finding } from './finding.ts'

export const REQUIRED_SECTIONS = [
  'Goal',
  'Categorization',
  'Strategy Abstract',
  'Technical Context',
  'Blind Spots and Assumptions',
  'False Positives',
  'Validation',
  'Priority',
  'Response',
] as const
export const SECTIONS = [...REQUIRED_SECTIONS, 'Additional Resources'] as const
export type SectionName = (typeof SECTIONS)[number]

export interface Section {
  /** Everything below its heading, as written. */
  readonly text: string
  /** The line of its heading, from 1; its text begins one below. */
  readonly line: number
}

const isSectionName = (name: string): name is SectionName => (SECTIONS as readonly string[]).includes(name)

/** What a reader sees: comments are the template's words to the author, and leave their line breaks behind. */
export const visibleText = (text: string): string =>
  text.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, (comment) => comment.replaceAll(/[^\n]/g, ''))

/** Splits the body of a document, whose first line is line `firstLine` of `file`, at its headings of first and second order. */
export function readSections(
  body: string,
  file: string,
  firstLine: number,
): { sections: ReadonlyMap<SectionName, Section>; findings: Finding[] } {
  const sections = new Map<SectionName, Section>()
  const findings: Finding[] = []
  const lines = body.split(/\r?\n/)
  const headings = headingsOf(lines)
  for (const [index, { name, order, at }] of headings.entries()) {
    const line = firstLine + at
    if (!isSectionName(name)) {
      // A heading of first order before all others is the document's title.
      if (index > 0 || order > 1) findings.push(unknownSection(name, file, line))
    } else if (sections.has(name)) {
      findings.push({
        code: 'section-twice',
        file,
        line,
        problem: `the section “${name}” is there twice`,
        advice: 'make one section of the two',
      })
    } else {
      sections.set(name, {
        text: lines
          .slice(at + 1, headings[index + 1]?.at)
          .join('\n')
          .trimEnd(),
        line,
      })
    }
  }
  return { sections, findings }
}

const unknownSection = (name: string, file: string, line: number): Finding => ({
  code: 'section-unknown',
  file,
  line,
  problem: `“${name}” is not a section of an ADS`,
  advice: `use ### inside a section; the sections are ${SECTIONS.join(', ')}`,
})

/** The headings of first and second order outside of fenced code; `at` counts lines from 0. */
function headingsOf(lines: readonly string[]): { name: string; order: number; at: number }[] {
  let fenced = false
  return lines.flatMap((text, at) => {
    if (/^\s*(?:```|~~~)/.test(text)) fenced = !fenced
    const [, marks, name] = fenced ? [] : (/^(#{1,2})\s+(.*?)[\s#]*$/.exec(text) ?? [])
    return marks !== undefined && name !== undefined ? [{ name, order: marks.length, at }] : []
  })
}
