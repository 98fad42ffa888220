/** The third verb, Event -> Match: every kind of detector behind one stage. */
import type { Event } from '../model/event.ts'
import type { Match } from '../model/match.ts'
import type { Stage } from '../stream/stage.ts'
import { silencedRules } from '../sigma/index.ts'
import type { Detection } from './detector.ts'
import { createRules } from './rules.ts'
import { createSequences } from './sequences.ts'

/** All detections as one stage. */
export function detect(detections: readonly Detection[]): Stage<Event, Match> {
  const rules = createRules(detections)
  const sequences = createSequences(detections)
  const silent = new Set(detections.flatMap(silentOf))
  return {
    observe(event) {
      // The end of what was told already teaches the manifest; it is no second occurrence.
      if (event.continues) return []
      const hits = rules(event)
      const matches = [...hits.map(({ match }) => match), ...hits.flatMap((hit) => sequences.observe(hit))]
      return matches.filter(({ rule }) => !silent.has(rule))
    },
  }
}

/**
 * Ids of the rules and correlations of a package that do not alert by themselves: a correlation without `generate` silences
 * what it stands on (Sigma), but only in its own package. A member detection has an ADS of its own, and alerts by it.
 */
function silentOf({ rules, correlations }: Detection): string[] {
  const silenced = silencedRules(
    correlations,
    rules.map(({ rule }) => rule),
  )
  return [...rules.map(({ rule }) => rule), ...correlations]
    .filter(({ id, name }) => silenced.has(id) || (name !== undefined && silenced.has(name)))
    .map(({ id }) => id)
}
