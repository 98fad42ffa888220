/** The third verb, Event -> Match: every kind of detector behind one stage. */
import type { Event } from '../model/event.ts'
import type { Match } from '../model/match.ts'
import type { Stage } from '../stream/stage.ts'
import type { Detection, RuleHit } from './detector.ts'
import { createRules } from './rules.ts'
import { createSequences } from './sequences.ts'

/** All detections as one stage. */
export function detect(detections: readonly Detection[]): Stage<Event, Match> {
  const rules = createRules(detections)
  const sequences = createSequences(detections)
  const silent = silentRules(detections)
  const alerts = ({ match }: RuleHit): boolean => !silent.has(match.rule)
  return {
    observe(event) {
      // The end of what was told already teaches the manifest; it is no second occurrence.
      if (event.continues) return []
      const hits = rules(event)
      return [...hits.filter(alerts).map(({ match }) => match), ...hits.flatMap((hit) => sequences.observe(hit))]
    },
  }
}

/**
 * A correlation without `generate` silences the rules that it stands on (Sigma), but only those of its own package:
 * a member detection has an ADS of its own, and alerts by it.
 */
function silentRules(detections: readonly Detection[]): ReadonlySet<string> {
  const silent = new Set<string>()
  for (const { rules, correlations } of detections)
    for (const { rule } of rules)
      if (correlations.some((correlation) => !correlation.generate && names(correlation.rules, rule)))
        silent.add(rule.id)
  return silent
}

const names = (references: readonly string[], rule: { id: string; name?: string | undefined }): boolean =>
  references.includes(rule.id) || (rule.name !== undefined && references.includes(rule.name))
