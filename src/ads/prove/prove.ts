/** Proves a package on its samples: what must alert does, what must be silent is, and the alerts are the golden ones. */
import { writeFile } from 'node:fs/promises'
import { compareLevels } from '../../model/level.ts'
import { alertingRules, type Detection } from '../detection.ts'
import type { Case } from '../sample.ts'
import { proveCourse, proveGivenOrder } from './course.ts'
import { formatGolden, goldenOf, type GoldenCase } from './golden.ts'
import { judge, type Run, type Verdict } from './verdict.ts'

/** One verdict a claim, in the order of the samples. `run` gives the alerts of this detection alone. */
export function proveDetection(detection: Detection, run: Run): Verdict[] {
  const told = new Map<Parameters<Run>[0], ReturnType<Run>>()
  const own: Run = (sample) => {
    const alerts = told.get(sample) ?? run(sample).filter((alert) => alert.detection === detection.id)
    told.set(sample, alerts)
    return alerts
  }
  const { malicious, benign, missed } = detection.samples
  return [
    ...malicious.flatMap((sample) => [
      judge(`alerts on “${sample.name}”`, sample, () =>
        own(sample).length > 0
          ? undefined
          : 'it is silent: mend the rule, or move the sample to missed.jsonl and name the blind spot',
      ),
      ...proveCourse(detection, sample, own),
    ]),
    ...benign.map((sample) =>
      judge(`is silent on “${sample.name}”`, sample, () =>
        loud(own, sample, 'add a filter, or raise what the rule asks for'),
      ),
    ),
    ...missed.map((sample) =>
      judge(`misses “${sample.name}”, as the document admits`, sample, () =>
        loud(
          own,
          sample,
          'we see more than the document admits: move the sample to malicious.jsonl and mend the document',
        ),
      ),
    ),
    ...proveGivenOrder(detection, own),
    ...proveDetectors(detection, own),
    proveLevel(detection, own),
    ...proveGolden(detection, own),
  ]
}

/** Whatever raises alerts has raised one: what never speaks, such as a baseline of a field that is never there, proves nothing. */
const proveDetectors = (detection: Detection, run: Run): Verdict[] =>
  alertingRules(detection).map(({ id, title, place }) => {
    const { baselines, places } = detection
    const file = 'file' in place ? place.file : baselines.some((one) => one.id === id) ? places.baseline : places.tally
    return judge(`“${title}” is told by a sample`, { file, line: place.line }, () =>
      detection.samples.malicious.some((sample) => run(sample).some(({ rule }) => rule === id))
        ? undefined
        : 'it never is: add to samples/malicious.jsonl what it is for, with the history that it needs, or remove it',
    )
  })

const loud = (run: Run, sample: Case, advice: string): string | undefined => {
  const [alert] = run(sample)
  return alert && `it alerts (${alert.title}: ${alert.message}): ${advice}`
}

/** The Priority is what the gravest of the samples is told with. */
function proveLevel({ level, samples, places }: Detection, run: Run): Verdict {
  const place = { file: places.document, line: places.lineOf('level') }
  return judge(`its gravest alert is ${level}`, place, () => {
    const levels = samples.malicious.flatMap((sample) => run(sample).map((alert) => alert.level))
    const gravest = levels.toSorted(compareLevels).at(-1)
    if (gravest === level) return undefined
    return gravest
      ? `it is ${gravest}: mend the Priority, or add the sample that a modifier makes ${level}`
      : 'there is no alert to grade'
  })
}

function proveGolden({ samples, expected = [], places }: Detection, run: Run): Verdict[] {
  const advice = 'if it should be so, write the golden alerts anew (`--write`) and review them'
  const gone = expected.filter(({ case: name }) => !samples.malicious.some((sample) => sample.name === name))
  return [
    ...samples.malicious.map((sample) =>
      judge(`“${sample.name}” gives the golden alerts`, sample, () => {
        const golden = expected.find((one) => one.case === sample.name)
        if (!golden) return `there are none for it: ${advice}`
        const difference = firstDifference(formatGolden([golden]), formatGolden([goldenCase(sample, run)]))
        return difference && `${difference}: ${advice}`
      }),
    ),
    ...gone.map(({ case: name }) =>
      judge(
        `the golden alerts of “${name}” are of a sample`,
        { file: places.expected, line: 1 },
        () => `it is gone: ${advice}`,
      ),
    ),
  ]
}

const goldenCase = (sample: Case, run: Run): GoldenCase => ({ case: sample.name, alerts: run(sample).map(goldenOf) })

/** The first line that is not the same. */
function firstDifference(golden: string, found: string): string | undefined {
  const lines = [golden.split('\n'), found.split('\n')] as const
  const at = Array.from({ length: Math.max(lines[0].length, lines[1].length) }, (_, index) => index).find(
    (index) => lines[0][index] !== lines[1][index],
  )
  if (at === undefined) return undefined
  return `golden ${lines[0][at]?.trim() ?? 'nothing'}, found ${lines[1][at]?.trim() ?? 'nothing'}`
}

/** Writes `samples/expected.json` from what the malicious samples give now. Returns its path. */
export async function writeGolden(detection: Detection, run: Run): Promise<string> {
  const own: Run = (sample) => run(sample).filter((alert) => alert.detection === detection.id)
  const golden = detection.samples.malicious.map((sample) => goldenCase(sample, own))
  await writeFile(detection.places.expected, formatGolden(golden))
  return detection.places.expected
}
