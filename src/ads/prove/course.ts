/** Proves a package with correlations on other courses of its cases: in other orders, and as slow as it allows. */
import type { Correlation } from '../../sigma/index.ts'
import type { Detection } from '../detection.ts'
import type { Case, SampleRecord } from '../sample.ts'
import { parted, reordered, stretched } from './vary.ts'
import { judge, type Run, type Verdict } from './verdict.ts'

export function proveCourse(detection: Detection, sample: Case, run: Run): Verdict[] {
  const told = toldBy(detection, sample, run)
  if (!told) return []
  const { alerts, span } = told
  return [
    ...(detection.order === 'any' ? [proveAnyOrder(sample, alerts)] : []),
    proveGaps(detection, sample, alerts, span),
  ]
}

/** Where the order is said to matter, it does to one case at least: what one source tells alone may alert in every order. */
export function proveGivenOrder(detection: Detection, run: Run): Verdict[] {
  const { order, samples, places } = detection
  const cases = samples.malicious.flatMap((sample) => {
    const told = toldBy(detection, sample, run)
    return told ? [{ sample, ...told }] : []
  })
  if (order !== 'given' || cases.length === 0) return []
  return [
    judge('the order matters to a case', { file: places.document, line: places.lineOf('order') }, () =>
      cases.some(({ sample, alerts }) => !reordered(sample.records).every(alerts))
        ? undefined
        : 'each alerts in every order: write `order: any`',
    ),
  ]
}

type Alerts = (records: readonly SampleRecord[]) => boolean

/** Whether records raise what the correlations of this case raised, and the shortest time that those allow; nothing where none did. */
function toldBy(detection: Detection, sample: Case, run: Run): { alerts: Alerts; span: number } | undefined {
  const correlations = correlationsTold(detection, sample, run)
  if (sample.records.length < 2 || correlations.length === 0) return undefined
  // A package may tell a part of the course by a rule of its own; that says nothing of the course.
  const told = new Set(correlations.map(({ id }) => id))
  return {
    alerts: (records) => run({ file: sample.file, records }).some(({ rule }) => told.has(rule)),
    span: Math.min(...correlations.map(({ timespan }) => timespan)),
  }
}

/** Those that raise the alerts of the case as it stands; what they stand on may be rules of members. */
function correlationsTold({ correlations }: Detection, { file, records }: Case, run: Run): Correlation[] {
  if (correlations.length === 0) return []
  const rules = new Set(run({ file, records }).map(({ rule }) => rule))
  return correlations.filter(({ id }) => rules.has(id))
}

const proveAnyOrder = (sample: Case, alerts: Alerts): Verdict =>
  judge(`alerts on “${sample.name}” in any order`, sample, () => {
    const silent = reordered(sample.records).find((records) => !alerts(records))
    return (
      silent &&
      `it is silent in the order of lines ${silent.map(({ line }) => line).join(', ')}: mend the rule, or write \`order: given\``
    )
  })

/** A strategy over members is widened between them: what a member needs close together has a timespan of its own. */
function proveGaps({ members }: Detection, sample: Case, alerts: Alerts, timespan: number): Verdict {
  return judge(`alerts on “${sample.name}” when it takes the whole timespan`, sample, () => {
    // Logs that tell whole seconds may round a record out of the window.
    const span = timespan - 1_000
    const slow = members.length > 0 ? parted(sample.records, span) : [stretched(sample.records, span)]
    return slow.some(alerts)
      ? undefined
      : `it is silent when the records take ${timespan / 1_000} s in all: the rule sees less than its timespan says`
  })
}
