/** Audit logs that nobody here wrote: every record becomes an event, or is set aside with a reason. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'node:test'
import { gather } from '../src/ingest/gather.ts'
import { isSetAside, type Outcome } from '../src/ingest/ingest.ts'
import { expandPaths } from '../src/ingest/input/expand.ts'
import { loadSources } from '../src/ingest/load.ts'
import { SOURCES } from './samples.ts'

const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url))

// Files, events, and what is set aside: a number that changes is to be looked at.
const LOGS = [
  { folder: 'falco-k8saudit-traces/trace_files/k8s_audit', files: 47, events: 51, aside: { unrecognised: 1 } },
  { folder: 'falco-k8saudit-psp/trace_files', files: 32, events: 32, aside: {} },
  { folder: 'audit2rbac/testdata', files: 1, events: 37, aside: {} },
] as const

describe('audit logs of others', async () => {
  const sources = await loadSources(SOURCES)
  for (const { folder, files, events, aside } of LOGS) {
    const path = join(DATA, folder)
    it(`reads ${folder}`, { skip: !existsSync(path) && `${folder} is not beside the repository` }, async () => {
      const found = await expandPaths([path])
      const outcomes: Outcome[] = []
      for await (const batch of gather(found.files, { sources })) outcomes.push(...batch)
      const setAside = outcomes.filter((outcome) => isSetAside(outcome))
      assert.ok(setAside.every(({ reason, place }) => reason !== '' && place.line > 0))
      assert.equal(found.files.length, files)
      assert.equal(outcomes.length - setAside.length, events)
      assert.deepEqual(
        Object.fromEntries(
          Map.groupBy(setAside, ({ kind }) => kind)
            .entries()
            .map(([kind, list]) => [kind, list.length]),
        ),
        aside,
      )
    })
  }
})
