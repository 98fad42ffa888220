/** What a tuning would have hidden: in history, and of what the detections are proved by. */
import type { Alert } from '../model/alert.ts'
import { createTuning, NO_TUNING } from '../triage/tuning.ts'
import type { Content } from './content.ts'
import { runCase } from './samples.ts'
import { everyAlert } from './report.ts'
import { scan } from './scan.ts'

/** An alert that would not be told, and by which exception. */
interface Hidden {
  readonly alert: Alert
  readonly by: string
}

/** A malicious sample of a detection that would not alert any more. */
interface HiddenSample {
  readonly detection: string
  readonly sample: string
  readonly file: string
  readonly by: string
}

export interface TuningPreview {
  readonly hidden: readonly Hidden[]
  /** How many alerts history has without it. */
  readonly alerts: number
  /** None, where it may be used. */
  readonly samples: readonly HiddenSample[]
}

/** `content` holds the tuning. Throws InputError for a path that stands for nothing. */
export async function previewTuning(content: Content, history: readonly string[]): Promise<TuningPreview> {
  const tuning = createTuning(content.tuning)
  const exceptionOf = ({
    detection,
    last_time,
    evidence,
    title,
    level,
    rule,
    techniques,
    members,
  }: Alert): string | undefined => {
    const [first, ...rest] = evidence
    if (!first) return undefined
    const match = { detection, rule, title, level, time: last_time, techniques, members }
    return tuning.judge({ ...match, events: [first, ...rest] }).excepted?.title
  }
  const hiddenOf = (alerts: readonly Alert[]): Hidden[] =>
    alerts.flatMap((alert) => {
      const by = exceptionOf(alert)
      return by === undefined ? [] : [{ alert, by }]
    })
  const untuned = { ...content, tuning: NO_TUNING }
  const alerts = history.length === 0 ? [] : everyAlert(await scan(history, untuned))
  const named = new Set(content.tuning.exceptions.flatMap(({ detections }) => detections))
  const samples = content.detections
    .filter(({ id }) => named.has(id))
    .flatMap((detection) =>
      detection.samples.malicious.flatMap((sample) =>
        hiddenOf(runCase(detection, sample, untuned)).map(({ by }) => ({
          detection: detection.id,
          sample: sample.name,
          file: sample.file,
          by,
        })),
      ),
    )
  return { hidden: hiddenOf(alerts), alerts: alerts.length, samples }
}
