/** Why an alert was told: the detector that spoke, what of the records it stands on, what that was compared with, what nobody was watching. */
import { claimsOf, type Claim, type Detection } from '../ads/index.ts'
import { readWords } from '../detect/field.ts'
import type { Alert } from '../model/alert.ts'
import type { Event } from '../model/event.ts'
import { compileRule, logsourceAccepts, type Rule } from '../sigma/index.ts'
import type { Content } from './content.ts'
import type { Explained } from './explain.ts'
import { everyAlert } from './report.ts'
import { scan } from './scan.ts'

export interface ExplainedAlert {
  readonly alert: Alert
  readonly detection: Detection
  readonly detector: ExplainedDetector
  /** What the ADS says of its own that it does not see. */
  readonly blindSpots: readonly Pick<Claim, 'id' | 'text'>[]
}

/** `steps`: which rule held on which record. `compared`: what a baseline learnt it by, or what a tally held it against. */
type ExplainedDetector = { readonly title: string; readonly steps: readonly Explained[] } & (
  | { readonly kind: 'rule' | 'sequence' }
  | { readonly kind: 'baseline' | 'tally'; readonly compared: string }
)

/** The alerts of these recordings whose uid begins so. Throws InputError. */
export async function explainAlert(
  prefix: string,
  paths: readonly string[],
  content: Content,
): Promise<ExplainedAlert[]> {
  return everyAlert(await scan(paths, content))
    .filter(({ uid }) => uid.startsWith(prefix))
    .flatMap((alert) => {
      const detection = content.detections.find(({ id }) => id === alert.detection)
      if (!detection) return []
      const blindSpots = claimsOf(detection.sections.get('Blind Spots and Assumptions')).named.filter(
        ({ kind }) => kind === 'claim',
      )
      return [{ alert, detection, detector: detectorOf(alert, detection, content), blindSpots }]
    })
}

function detectorOf({ rule: id, evidence }: Alert, detection: Detection, content: Content): ExplainedDetector {
  const { rules, correlations, baselines, tallies } = detection
  const own = [detection, ...content.detections.filter((other) => detection.members.includes(other.id))]
  const stepsOf = (names: readonly string[]): Explained[] =>
    own.flatMap((one) => held(rulesNamed(names, one), evidence, one))
  const baseline = baselines.find((one) => one.id === id)
  if (baseline) {
    const steps = stepsOf([baseline.of])
    const feature = valuesOf(baseline.feature, steps[0]) || 'how much there is'
    const per = baseline.for.length > 0 ? `per ${valuesOf(baseline.for, steps[0])}` : 'in the whole estate'
    const compared = `what was learnt of ${feature}, ${per}: ${baseline.unusual}`
    return { kind: 'baseline', title: baseline.title, steps, compared }
  }
  const tally = tallies.find((one) => one.id === id)
  if (tally) {
    const by = tally.same.map(({ every, expect }) => (every === expect ? every : `${every} and ${expect}`)).join(', ')
    const compared = `${tally.provided.join(', ') || 'what was said before'}, by the same ${by}`
    return { kind: 'tally', title: tally.title, steps: stepsOf([tally.every, tally.expect]), compared }
  }
  const correlation = correlations.find((one) => one.id === id)
  if (correlation)
    return { kind: 'sequence', title: correlation.title, steps: stepsOf(allRules(correlation.rules, own)) }
  const rule = rules.find((one) => one.id === id)
  return { kind: 'rule', title: rule?.title ?? detection.title, steps: stepsOf([id]) }
}

/** Fields of a baseline, and what stands in them in the record that it judged. */
const valuesOf = (fields: readonly string[], step: Explained | undefined): string =>
  fields
    .map((field) => {
      const words = step?.view && readWords({ event: step.event, view: step.view }, [field])
      const name = field.replace(/\?$/, '')
      return words === undefined || words === '' ? name : `${name} (${words})`
    })
    .join(', ')

/** The rules below a correlation, through the correlations that it stands on. */
function allRules(names: readonly string[], own: readonly Detection[]): string[] {
  const found = new Set(names)
  const correlations = own.flatMap((one) => one.correlations)
  for (const name of found)
    for (const correlation of correlations)
      if (correlation.id === name || correlation.name === name) for (const below of correlation.rules) found.add(below)
  return [...found]
}

const rulesNamed = (names: readonly string[], { rules }: Detection): Rule[] =>
  rules.filter(({ id, name }) => names.includes(id) || (name !== undefined && names.includes(name)))

/** Which of the rules hold on which of the records. */
const held = (rules: readonly Rule[], events: readonly Event[], { filters }: Detection): Explained[] =>
  rules.flatMap((rule) => {
    const { explain } = compileRule(rule, { filters })
    return events.flatMap((event) =>
      event.views
        .filter(({ logsource }) => logsourceAccepts(rule.logsource, logsource))
        .map((view) => ({ rule, event, view, explanation: explain(view.fields) }))
        .filter(({ explanation }) => explanation.holds),
    )
  })
