/** Runs sample records the whole way, as if they had been read from a file: what a package is proved with. */
import { basename } from 'node:path'
import type { Case, Detection } from '../ads/index.ts'
import { createIngest, isSetAside } from '../ingest/ingest.ts'
import type { Alert } from '../model/alert.ts'
import type { View } from '../model/event.ts'
import type { Journal } from '../pipeline/journal.ts'
import { createPipeline } from '../pipeline/pipeline.ts'
import { createLedger } from '../visibility/index.ts'
import { partsOf, type Content } from './content.ts'
import { createReporter, everyAlert } from './report.ts'

/** A sample that no source reads proves nothing. */
class SampleError extends Error {
  override readonly name = 'SampleError'
  readonly code = 'TALLYMAN_SAMPLE'
}

/** The alerts of `detection` on the records of one case, in the order given. Its members run beside it. Throws SampleError. */
export function runCase(
  detection: Detection,
  { file, records }: Pick<Case, 'file' | 'records'>,
  content: Content,
): Alert[] {
  const reporter = createReporter()
  const detections = withMembers(detection, content.detections)
  run({ file, records }, { ...content, detections }, reporter.journal)
  return everyAlert(reporter.report()).filter((alert) => alert.detection === detection.id)
}

/** What rules read of the records of one case, and of what our own stages say of them. Throws SampleError. */
export function viewsOfCase(sample: Case, content: Content): View[] {
  const views: View[] = []
  run(sample, { ...content, detections: [] }, { event: (event) => void views.push(...event.views) })
  return views
}

function run({ file, records }: Pick<Case, 'file' | 'records'>, content: Content, journal: Journal): void {
  const ledger = createLedger()
  const pipeline = createPipeline({ ...partsOf(content), journal, ledger })
  const ingest = createIngest({ sources: content.sources })
  for (const { source, record, line } of records) {
    const outcomes = ingest.observe({
      // What is said of a sensor names its log: the same wherever the package stands.
      file: basename(file),
      firstLine: line,
      bytes: Buffer.from(`${JSON.stringify(record)}\n`),
      last: true,
    })
    for (const outcome of outcomes) {
      if (isSetAside(outcome) && outcome.kind !== 'redundant')
        throw new SampleError(`${file}:${line}: the record is set aside: ${outcome.reason}`)
      if (outcome.place.source !== source)
        throw new SampleError(
          `${file}:${line}: the sample says it is of ${source}, but it is recognised as ${outcome.place.source}`,
        )
      if (isSetAside(outcome)) ledger.aside(outcome)
      else pipeline.observe(outcome)
    }
  }
  pipeline.end?.()
}

/** The detection, its members, and theirs. */
function withMembers(detection: Detection, all: readonly Detection[]): Detection[] {
  const found = new Map([[detection.id, detection]])
  for (const { members } of found.values())
    for (const member of all) if (members.includes(member.id)) found.set(member.id, member)
  return [...found.values()]
}
