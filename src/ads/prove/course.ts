/** Proves a package with correlations on other courses of its cases: in other orders, and as slow as it allows. */
import type { Correlation } from '../../sigma/index.ts'
import type { Detection } from '../detection.ts'
import type { Case, SampleRecord } from '../sample.ts'
import { parted, reordered, stretched } from './vary.ts'
import { judge, type Run, type Verdict } from './verdict.ts'

export function proveCourse(detection: Detection, sample: Case, run: Run): Verdict[] {
  const correlations = correlationsTold(detection, sample, run)
  if (sample.records.length < 2 || correlations.length === 0) return []
  // A package may tell a part of the course by a rule of its own; that says nothing of the course.
  const told = new Set(correlations.map(({ id }) => id))
  const alerts = (records: readonly SampleRecord[]): boolean =>
    run({ file: sample.file, records }).some(({ rule }) => told.has(rule))
  const span = Math.min(...correlations.map(({ timespan }) => timespan))
  return [proveOrder(detection, sample, alerts), proveGaps(detection, sample, alerts, span)]
}

/** Those that raise the alerts of the case as it stands; what they stand on may be rules of members. */
function correlationsTold({ correlations }: Detection, { file, records }: Case, run: Run): Correlation[] {
  if (correlations.length === 0) return []
  const rules = new Set(run({ file, records }).map(({ rule }) => rule))
  return correlations.filter(({ id }) => rules.has(id))
}

function proveOrder(
  { order }: Detection,
  sample: Case,
  alerts: (records: readonly SampleRecord[]) => boolean,
): Verdict {
  const any = order === 'any'
  const claim = any ? `alerts on “${sample.name}” in any order` : `the order matters to “${sample.name}”`
  return judge(claim, sample, () => {
    const others = reordered(sample.records)
    if (!any && others.every(alerts)) return 'it alerts in every order: write `order: any`'
    const silent = any ? others.find((records) => !alerts(records)) : undefined
    return (
      silent &&
      `it is silent in the order of lines ${silent.map(({ line }) => line).join(', ')}: mend the rule, or write \`order: given\``
    )
  })
}

/** A strategy over members is widened between them: what a member needs close together has a timespan of its own. */
function proveGaps(
  { members }: Detection,
  sample: Case,
  alerts: (records: readonly SampleRecord[]) => boolean,
  timespan: number,
): Verdict {
  return judge(`alerts on “${sample.name}” when it takes the whole timespan`, sample, () => {
    // Logs that tell whole seconds may round a record out of the window.
    const span = timespan - 1_000
    const slow = members.length > 0 ? parted(sample.records, span) : [stretched(sample.records, span)]
    return slow.some(alerts)
      ? undefined
      : `it is silent when the records take ${timespan / 1_000} s in all: the rule sees less than its timespan says`
  })
}
