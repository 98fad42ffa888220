/** Why a record did or did not match a rule: the record goes the same way as in a scan, up to the rule. */
import { createIngest, isSetAside } from '../ingest/ingest.ts'
import { readBlocks } from '../ingest/input/read.ts'
import type { Event, View } from '../model/event.ts'
import type { SetAside } from '../model/record.ts'
import { compileRule, logsourceAccepts, type Explanation, type Filter, type Rule } from '../sigma/index.ts'
import { createPipeline } from '../pipeline/pipeline.ts'
import { partsOf, type Content } from './content.ts'

export interface Explained {
  readonly rule: Rule
  readonly event: Event
  /** The view of the record that the rule reads; nothing where none is of its log source. */
  readonly view?: View
  readonly explanation?: Explanation
}

export interface ExplainRequest {
  readonly file: string
  /** From 1; every record of the file where it is not given. */
  readonly line?: number
  readonly rules: readonly Rule[]
  readonly filters: readonly Filter[]
}

/** One answer for every rule and record, and the records that could not be read. Throws InputError. */
export async function explain(
  { file, line, rules, filters }: ExplainRequest,
  content: Content,
): Promise<{ explained: Explained[]; asides: SetAside[] }> {
  const ingest = createIngest({ sources: content.sources })
  const compiled = rules.map((rule) => ({ rule, run: compileRule(rule, { filters }) }))
  const explained: Explained[] = []
  const asides: SetAside[] = []
  let asked = false
  const answer = (event: Event): void => {
    if (asked)
      for (const { rule, run } of compiled) {
        const view = event.views.find(({ logsource }) => logsourceAccepts(rule.logsource, logsource))
        explained.push({ rule, event, ...(view && { view, explanation: run.explain(view.fields) }) })
      }
  }
  const pipeline = createPipeline({ ...partsOf({ ...content, detections: [] }), journal: { event: answer } })
  for await (const block of readBlocks(file))
    for (const outcome of ingest.observe(block)) {
      // What comes before the line that is asked about teaches the manifest, as it does in a scan.
      asked = line === undefined || outcome.place.line === line
      if (!isSetAside(outcome)) pipeline.observe(outcome)
      else if (asked) asides.push(outcome)
    }
  return { explained, asides }
}
