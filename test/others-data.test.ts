/** Telemetry that nobody here wrote: each file is read without being told what it is, and each record is an event or set aside by name. */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { blockOf } from '../src/ingest/block.ts'
import { createIngest, isSetAside } from '../src/ingest/ingest.ts'
import { loadSources } from '../src/ingest/load.ts'
import type { SetAside } from '../src/model/record.ts'
import { SOURCES } from './samples.ts'

/** Beside the repository, wherever that stands. */
function located(): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const data = join(folder, '../shared/data')
    if (existsSync(data)) return data
  }
  return undefined
}
const DATA = located()

/** What is no telemetry, by its place and its name, and why. */
const OTHERWISE: readonly (readonly [path: RegExp, why: string])[] = [
  [
    /^(?:falco-rules|falco-rules-k8saudit|sigma-rules|sigma-specification|ocsf-schema|sigma-traps)\//,
    'rules, schemas and their tests',
  ],
  [
    /^(?:sigma-triples|falco-k8saudit-traces)\/triples\.jsonl$/,
    'labelled tests; the traces they name stand beside them',
  ],
  [/^(?:attack-techniques\.json|sigma-rules-all\.tar\.xz)$/, 'knowledge and rules'],
  [/(?:^|\/)(?:LICENSE(?:\.txt)?|NOTICE|README\.md)$/, 'words'],
  [/\.(?:ya?ml|golden|rules|tsv)$/, 'configuration, policies, and what other parsers expect'],
  [
    /docker-java\/.*\/(?:AuthConfig|create|update|updateContainerResponse_\w+)(?:\/|\.json$)/,
    'credentials, requests and acknowledgements',
  ],
]
/** Files that hold a record which is malformed on purpose. */
const BROKEN = new Map([['fal_01_003.json', 'no source knows a record with the fields "kind"']])

const files =
  DATA === undefined ? [] : globSync('**/*', { cwd: DATA }).filter((path) => statSync(join(DATA, path)).isFile())
const telemetry = files.filter((path) => !OTHERWISE.some(([place]) => place.test(path))).toSorted()

describe(
  'data of others',
  { skip: DATA === undefined ? 'shared/data is not beside the repository' : false },
  async () => {
    const sources = await loadSources(SOURCES)
    it('is telemetry in many places', () => {
      assert.ok(telemetry.length > 150, `${telemetry.length} files`)
      for (const [place, why] of OTHERWISE)
        assert.ok(
          files.some((path) => place.test(path)),
          `nothing is left out for: ${why}`,
        )
    })
    for (const folder of new Set(telemetry.map((path) => path.split('/')[0] ?? '')))
      it(`of ${folder} is recognised, and no record of it is lost`, () => {
        const nameless: string[] = []
        for (const path of telemetry.filter((each) => each.startsWith(`${folder}/`))) {
          const outcomes = createIngest({ sources }).observe(
            blockOf(path, readFileSync(join(DATA ?? '', path), 'utf8')),
          )
          assert.ok(outcomes.length > 0, `${path}: nothing came of it`)
          for (const outcome of outcomes)
            if (isSetAside(outcome) && !isNamed(outcome) && BROKEN.get(basename(path)) !== outcome.reason)
              nameless.push(`${path}:${outcome.place.line}: ${outcome.reason}`)
        }
        assert.deepEqual(nameless, [])
      })
  },
)

/** By a source that reads the format, or by what it looks like. */
const isNamed = ({ place, reason }: SetAside): boolean =>
  reason !== '' && (place.source !== 'unknown' || reason.startsWith('looks like '))
