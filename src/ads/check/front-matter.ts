/** Does the front matter name sources that we ship and rows that the catalogue can have, and is its level the rule's? */
import { compareLevels, graver, type Level } from '../../model/level.ts'
import { claimsOf } from '../claim.ts'
import { alertingRules, type Detection } from '../detection.ts'
import type { Finding } from '../finding.ts'
import { findingsIn, type CheckContext } from './context.ts'

export function checkFrontMatter(detection: Detection, { sources }: CheckContext): Finding[] {
  const { places, catalogue, correlations, tallies, order } = detection
  const finding = findingsIn(places.document)
  const findings: Finding[] = []
  for (const [index, source] of detection.sources.entries())
    if (!sources.has(source))
      findings.push(
        finding(
          'source-unknown',
          places.lineOf('sources', index),
          `there is no source ${source}`,
          `name one of ${[...sources.keys()].join(', ')}`,
        ),
      )
  for (const [index, row] of catalogue.entries())
    if (!/^[A-I]\d{2}$/.test(row))
      findings.push(
        finding(
          'catalogue-malformed',
          places.lineOf('catalogue', index),
          `“${row}” is no row of the catalogue`,
          'a row is a letter from A to I and two digits: C06',
        ),
      )
  for (const { provided, place } of tallies)
    for (const source of provided)
      if (!detection.sources.includes(source))
        findings.push(
          findingsIn(places.tally)(
            'source-unlisted',
            place.provided,
            `${source} is not among the sources of the package`,
            'list it under `sources` in ads.md, or mend its name',
          ),
        )
  if (correlations.length > 0 && !order)
    findings.push(
      finding(
        'order-unstated',
        places.lineOf('order'),
        'the package has correlations and does not state whether the order of records matters',
        'write `order: any` or `order: given`; the proof permutes the records accordingly',
      ),
    )
  return [...findings, ...checkLevel(detection)]
}

/** The Priority is the level of the gravest rule that alerts; where it is graver, a modifier says when. */
function checkLevel(detection: Detection): Finding[] {
  const { level, places, sections } = detection
  const finding = findingsIn(places.document)
  const rule = alertingRules(detection)
    .map((one): Level => one.level ?? level)
    .reduce<Level>(graver, 'informational')
  const compared = compareLevels(level, rule)
  if (compared === 0 || (compared > 0 && claimsOf(sections.get('Priority')).named.length > 0)) return []
  const line = places.lineOf('level')
  return [
    compared < 0
      ? finding(
          'level-differs',
          line,
          `the document says ${level}, a rule says ${rule}`,
          `write \`level: ${rule}\`, or lower the rule`,
        )
      : finding(
          'level-differs',
          line,
          `the document says ${level}, and no rule says more than ${rule}`,
          `raise the rule, or name under Priority what makes it ${level}: - **modifier**: when it applies`,
        ),
  ]
}
