/** One run over recorded telemetry: files in, what was found out. */
import { createAnswers } from '../attribute/answers.ts'
import { gather } from '../ingest/gather.ts'
import { isSetAside } from '../ingest/ingest.ts'
import { expandPaths } from '../ingest/input/expand.ts'
import type { AnswerCount } from '../model/attribution.ts'
import type { SetAside } from '../model/record.ts'
import { createReach } from '../correlate/reach.ts'
import { createPipeline } from '../pipeline/pipeline.ts'
import { createTuning, type Hits } from '../triage/tuning.ts'
import { createLedger, type LedgerSettings, type Visibility } from '../visibility/index.ts'
import { isJournal, journalBlocks } from './journal.ts'
import { partsOf, type Content } from './content.ts'
import { readsOf } from './reads.ts'
import { createReporter, type Report } from './report.ts'

export interface ScanOptions {
  /** Marks equal secrets as equal; see SECURITY.md. */
  readonly redactionKey?: string
  /** Told of every record that is set aside, as it is. */
  readonly onAside?: (aside: SetAside) => void
  /** Told after every batch how many records were read so far. */
  readonly onProgress?: (records: number) => void
  /** Bytes read at a time; what is found does not depend on it. */
  readonly chunk?: number
  /** Where silence begins, if not where it usually does. */
  readonly ledger?: Partial<LedgerSettings>
}

/** Of one source in one file: events, records that repeat another, and records that could not be read. */
interface Counts {
  events: number
  repeated: number
  setAside: number
}

interface FileReading {
  readonly file: string
  /** Events and set-aside records by source id; `unknown` holds what no source recognised. */
  readonly sources: ReadonlyMap<string, Readonly<Counts>>
}

export interface ScanReport extends Report {
  readonly files: readonly FileReading[]
  /** Files of a named folder that do not look like telemetry. */
  readonly skipped: readonly string[]
  /** What was watched, and what was not. */
  readonly visibility: Visibility
  /** How often attribution could say who and what an event is about. */
  readonly answers: readonly AnswerCount[]
  /** What was expected and not told, and how often. */
  readonly excepted: readonly Hits[]
}

/** Reads files, folders, globs, `-` or the folder of a journal. Throws InputError for a name that stands for nothing. */
export async function scan(paths: readonly string[], content: Content, options: ScanOptions = {}): Promise<ScanReport> {
  const journals = new Set<string>()
  for (const path of paths) if (await isJournal(path)) journals.add(path)
  const { files, skipped } = await expandPaths(paths.filter((path) => !journals.has(path)))
  const reporter = createReporter()
  const ledger = createLedger({ ...options.ledger, reads: readsOf(content) })
  const tuning = createTuning(content.tuning)
  const reach = createReach()
  const answers = createAnswers()
  const pipeline = createPipeline({ ...partsOf(content), journal: reporter.journal, ledger, tuning, reach, answers })
  const readings = new Map(files.map((file) => [file, new Map<string, Counts>()]))
  let records = 0

  const { redactionKey, chunk } = options
  const setAside = (aside: SetAside): void => {
    reporter.aside(aside)
    ledger.aside(aside)
    options.onAside?.(aside)
  }
  const kept = [...journals].map((name) => ({
    name,
    blocks: () =>
      journalBlocks(name, (file, reason) =>
        setAside({ place: { source: 'unknown', file, line: 1 }, kind: 'unreadable', reason }),
      ),
  }))
  const outcomes = gather([...files, ...kept], {
    sources: content.sources,
    ...(redactionKey !== undefined && { redactionKey }),
    ...(chunk !== undefined && { chunk }),
  })
  for await (const batch of outcomes) {
    for (const outcome of batch) {
      const aside = isSetAside(outcome)
      const { file, source } = outcome.place
      const reading = readings.get(file) ?? new Map<string, Counts>()
      readings.set(file, reading)
      const counts = reading.get(source) ?? { events: 0, repeated: 0, setAside: 0 }
      counts[!aside ? 'events' : outcome.kind === 'redundant' ? 'repeated' : 'setAside']++
      reading.set(source, counts)
      if (aside) setAside(outcome)
      else pipeline.observe(outcome)
    }
    records += batch.length
    options.onProgress?.(records)
  }
  pipeline.end?.()
  const report = reporter.report()
  return {
    ...report,
    incidents: report.incidents.map((incident) => ({ ...incident, radius: reach.radiusOf(incident) })),
    files: [...readings].map(([file, sources]) => ({ file, sources })),
    skipped,
    visibility: ledger.snapshot(),
    answers: answers.counts(),
    excepted: tuning.hits().filter(({ hits }) => hits > 0),
  }
}
