/** What is wrong with Sigma rules although they are Sigma: above all, that they can never fire on the logs that we know. */
import { allTechniques } from '../attack/index.ts'
import type { Source } from '../ingest/source.ts'
import { learnSchema, lintRule, type Lint, type Rule, type Schema } from '../sigma/index.ts'
import { sampleViews } from './schemas.ts'

/** Formats that sources declare, and what the samples of the others have. */
export async function formatsOf(sources: Iterable<Source>): Promise<Schema[]> {
  const formats: Schema[] = []
  for (const source of sources) {
    if (source.format) {
      formats.push(source.format)
      continue
    }
    const fields = (await sampleViews(source)).filter(({ logsource }) => logsource === source.logsource)
    formats.push(
      learnSchema(
        source.logsource,
        fields.map((view) => view.fields),
      ),
    )
  }
  return formats
}

export function lint(rules: readonly Rule[], formats: readonly Schema[]): Lint[] {
  const techniques = new Set(allTechniques().map(({ id }) => id))
  // A rule that names no log source speaks about every event: what its fields can be, nobody knows.
  return rules.flatMap((rule) => lintRule(rule, isBound(rule) ? formats : [], { techniques }))
}

const isBound = ({ logsource: { product, service, category } }: Rule): boolean =>
  product !== undefined || service !== undefined || category !== undefined
