/** Can every rule fire, is it shown to, and is everything that holds it back needed? */
import type { View } from '../../model/event.ts'
import type { Detection } from '../detection.ts'
import type { Finding } from '../finding.ts'
import type { Case } from '../sample.ts'
import { findingsIn, type CheckContext } from './context.ts'
import { deadSearches } from './fields.ts'
import { matched, unneededFilters, unneededSelections } from './filters.ts'

export function checkRules(detection: Detection, context: CheckContext): Finding[] {
  const { rules, filters, samples, places } = detection
  const malicious = viewsOf(samples.malicious, context)
  const benign = viewsOf(samples.benign, context)
  const ofRules = rules.flatMap((rule): Finding[] => {
    // A rule that never matches is one finding: that no sample shows it, or needs its filters, follows from it.
    const dead = deadSearches(rule, detection, context)
    if (dead.length > 0 || malicious.length === 0) return dead
    if (matched(rule, filters, malicious) > 0) return unneededSelections(rule, detection, benign)
    return [
      findingsIn(places.rule)(
        'rule-unshown',
        rule.place.line,
        `no malicious sample meets the rule “${rule.title}”`,
        'add the record that it is for to samples/malicious.jsonl, or mend the rule',
      ),
    ]
  })
  return [...ofRules, ...unneededFilters(detection, benign)]
}

/** What rules read of these cases. */
const viewsOf = (cases: readonly Case[], { viewsOfCase }: CheckContext): View[] =>
  cases.flatMap((sample) => {
    try {
      return [...viewsOfCase(sample)]
    } catch {
      // A sample that its source cannot read is a finding of its own.
      return []
    }
  })
