/** Are all nine sections there, in Palantir's order, and does each say something? */
import type { Detection } from '../detection.ts'
import type { Finding } from '../finding.ts'
import { REQUIRED_SECTIONS, visibleText } from '../section.ts'
import { findingsIn } from './context.ts'

export function checkSections({ sections, places }: Detection): Finding[] {
  const finding = findingsIn(places.document)
  const last = Math.max(1, ...[...sections.values()].map(({ line }) => line))
  const present = REQUIRED_SECTIONS.filter((name) => sections.has(name))
  const written = [...sections.keys()].filter((name) => present.some((required) => required === name))
  const findings: Finding[] = []
  for (const name of REQUIRED_SECTIONS) {
    const section = sections.get(name)
    if (!section)
      findings.push(
        finding(
          'section-missing',
          last,
          `the section “${name}” is missing`,
          `add “## ${name}” where Palantir's order has it`,
        ),
      )
    else if (visibleText(section.text).trim() === '')
      findings.push(
        finding(
          'section-empty',
          section.line,
          `the section “${name}” says nothing`,
          'write it, in the place of the guidance',
        ),
      )
  }
  const [stray] = written.filter((name, index) => name !== present[index])
  if (stray)
    findings.push(
      finding(
        'section-order',
        sections.get(stray)?.line ?? last,
        `the section “${stray}” is out of order`,
        `the order is ${REQUIRED_SECTIONS.join(', ')}`,
      ),
    )
  return findings
}
