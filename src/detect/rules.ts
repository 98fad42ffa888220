/** Rules: is it known to be bad? Every rule is asked about the views of an event that its log source accepts. */
import { logsourceAccepts } from '../sigma/index.ts'
import type { CompiledRule } from '../sigma/index.ts'
import type { Event, Logsource } from '../model/event.ts'
import type { Detection, RuleHit } from './detector.ts'

interface OwnedRule {
  readonly detection: Detection
  readonly rule: CompiledRule
}

/** Which rules of these detections match an event. Pure and without state. */
export function createRules(detections: readonly Detection[]): (event: Event) => RuleHit[] {
  const all = detections.flatMap((detection) => detection.rules.map((rule): OwnedRule => ({ detection, rule })))
  const routes = new Map<string, readonly OwnedRule[]>()
  const known = new WeakMap<Logsource, readonly OwnedRule[]>()

  // Log sources are few and declared by our sources, so what a route leads to is worked out once.
  const routed = (logsource: Logsource): readonly OwnedRule[] => {
    const key = JSON.stringify([logsource.product, logsource.service, logsource.category])
    let rules = routes.get(key)
    if (!rules) routes.set(key, (rules = all.filter(({ rule }) => logsourceAccepts(rule.rule.logsource, logsource))))
    known.set(logsource, rules)
    return rules
  }

  return (event) => {
    const hits: RuleHit[] = []
    for (const view of event.views)
      for (const { detection, rule } of known.get(view.logsource) ?? routed(view.logsource))
        if (rule.matches(view.fields)) {
          const { name } = rule.rule
          hits.push({ event, view, match: matchOf(detection, rule, event), ...(name !== undefined && { name }) })
        }
    return hits
  }
}

const matchOf = (detection: Detection, { rule }: CompiledRule, event: Event): RuleHit['match'] => ({
  detection: detection.id,
  rule: rule.id,
  title: rule.title,
  level: rule.level,
  time: event.time,
  events: [event],
  techniques: detection.techniques,
  members: [],
})
