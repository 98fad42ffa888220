/** Rules: is it known to be bad? Every rule is asked about the views of an event that its log source accepts. */
import { logsourceAccepts } from '../sigma/index.ts'
import type { CompiledRule } from '../sigma/index.ts'
import type { Event, Logsource } from '../model/event.ts'
import type { JsonObject } from '../model/record.ts'
import type { Detection, RuleHit } from './detector.ts'
import { createRoute } from './route.ts'

interface OwnedRule {
  readonly detection: Detection
  readonly rule: CompiledRule
}

type Route = (fields: JsonObject) => readonly OwnedRule[]
const NOWHERE: Route = () => []

/** Which rules of these detections match an event. Pure and without state. */
export function createRules(detections: readonly Detection[]): (event: Event) => RuleHit[] {
  const all = detections.flatMap((detection) => detection.rules.map((rule): OwnedRule => ({ detection, rule })))
  const routes = new Map<string, Route>()
  const known = new WeakMap<Logsource, Route>()

  // Log sources are few and declared by our sources, so what a route leads to is worked out once.
  const routed = (logsource: Logsource): Route => {
    const key = JSON.stringify([logsource.product, logsource.service, logsource.category])
    let route = routes.get(key)
    if (!route) {
      const rules = all.filter(({ rule }) => logsourceAccepts(rule.rule.logsource, logsource))
      routes.set(key, (route = rules.length === 0 ? NOWHERE : createRoute(rules, ({ rule }) => rule)))
    }
    known.set(logsource, route)
    return route
  }

  return (event) => {
    const hits: RuleHit[] = []
    for (const view of event.views) {
      const route = known.get(view.logsource) ?? routed(view.logsource)
      if (route === NOWHERE) continue
      for (const { detection, rule } of route(view.fields))
        if (rule.matches(view.fields)) {
          const { name } = rule.rule
          hits.push({ event, view, match: matchOf(detection, rule, event), ...(name !== undefined && { name }) })
        }
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
