/** What is shipped or added beside it: sources, detections and responders, read from their folders, all errors at once. */
import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadDetections, type Detection } from '../ads/index.ts'
import { loadSources } from '../ingest/load.ts'
import type { Source } from '../ingest/source.ts'
import type { Parts } from '../pipeline/pipeline.ts'
import type { Responder } from '../respond/responder.ts'
import { GUARD_DEFAULTS } from '../respond/guard.ts'
import { compileRule } from '../sigma/index.ts'
import { NO_TUNING, type TuningContent } from '../triage/tuning.ts'
import { loadResponders } from './responders.ts'
import { loadTuning } from './tuning.ts'

export interface Content {
  readonly sources: ReadonlyMap<string, Source>
  readonly detections: readonly Detection[]
  readonly responders: ReadonlyMap<string, Responder>
  /** What operators say is expected. */
  readonly tuning: TuningContent
}

/** Where the shipped units are: the clone, or the package that was built from it. */
export const ROOT = rootOf(fileURLToPath(import.meta.url))

/** As people would name it from where they are. */
const SHIPPED_DETECTIONS = relative(process.cwd(), join(ROOT, 'detections')) || '.'

/** Detections come from `folders`, the shipped ones where none is named; tuning from a folder, or there is none. Throws SourceError, AdsErrors, ResponderError. */
export async function loadContent(
  folders: readonly string[] = [SHIPPED_DETECTIONS],
  tuningFolder?: string,
): Promise<Content> {
  const [sources, responders] = await Promise.all([
    loadSources(codeFolder('sources')),
    loadResponders(codeFolder('responders')),
  ])
  const detections = (await Promise.all(folders.map((folder) => loadDetections(folder)))).flat()
  const tuning = tuningFolder === undefined ? NO_TUNING : await loadTuning(tuningFolder, detections)
  return { sources, detections, responders, tuning }
}

/** What the pipeline needs of it. */
export function partsOf({ detections, responders }: Content): Omit<Parts, 'journal'> {
  return {
    detections: detections.map(({ id, title, level, attack, rules, filters, correlations, baselines, tallies }) => ({
      id,
      title,
      level,
      techniques: attack.techniques,
      rules: rules.map((rule) => compileRule(rule, { filters })),
      correlations,
      baselines,
      tallies,
    })),
    response: {
      playbooks: new Map(detections.flatMap(({ id, playbook }) => (playbook ? [[id, playbook] as const] : []))),
      responders,
      guard: GUARD_DEFAULTS,
    },
  }
}

/** Units that are code stand built in dist/ where the package was built. */
const codeFolder = (name: string): string =>
  [join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), name), join(ROOT, name)].find((path) =>
    existsSync(path),
  ) ?? join(ROOT, name)

function rootOf(file: string): string {
  let folder = dirname(file)
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}
