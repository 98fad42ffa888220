/** What the records of each source look like to rules, learnt from the samples that the source ships. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { learnViews, type CheckContext, type SourceSchema } from '../ads/index.ts'
import { blockOf } from '../ingest/block.ts'
import { createIngest, isSetAside } from '../ingest/ingest.ts'
import type { Source } from '../ingest/source.ts'
import type { View } from '../model/event.ts'
import type { JsonObject } from '../model/record.ts'
import { ROOT, type Content } from './content.ts'
import { viewsOfCase } from './samples.ts'

/** What a check of packages knows beside them. */
export const checkContextOf = async (content: Content): Promise<CheckContext> => ({
  sources: await schemasOf(content.sources.values()),
  viewsOfCase: (sample) => viewsOfCase(sample, content),
  responders: content.responders,
})

/** By source id. */
export async function schemasOf(sources: Iterable<Source>): Promise<ReadonlyMap<string, SourceSchema>> {
  const schemas = new Map<string, SourceSchema>()
  for (const source of sources) {
    const views = await sampleViews(source)
    schemas.set(source.id, { views: learnViews(views, source.enums), viewsOf: (record) => viewsOf(source, record) })
  }
  return schemas
}

/** What rules read of the samples that a source ships. */
export async function sampleViews(source: Source): Promise<View[]> {
  const folder = join(ROOT, 'sources', source.id, 'samples')
  const files = (await readdir(folder)).filter((name) => /\.(jsonl|ndjson|log)$/.test(name)).toSorted()
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))
  return texts.flatMap((text) => readAll(source, text))
}

const viewsOf = (source: Source, record: JsonObject): readonly View[] => readAll(source, JSON.stringify(record))

function readAll(source: Source, text: string): View[] {
  const ingest = createIngest({ sources: new Map([[source.id, source]]) })
  return ingest.observe(blockOf('sample', text)).flatMap((outcome) => (isSetAside(outcome) ? [] : outcome.views))
}
