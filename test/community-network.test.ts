/** SigmaHQ's rules for networks, unmodified, on what our sources make of their samples: each finds what was put there for it. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createIngest, isSetAside } from '../src/ingest/ingest.ts'
import { blockOf } from '../src/ingest/block.ts'
import { loadSources } from '../src/ingest/load.ts'
import { loadSigmaRules } from '../src/runtime/sigma-rules.ts'
import { logsourceAccepts } from '../src/sigma/index.ts'
import { filesOf, SOURCES, textOf } from './samples.ts'

const RULES = fileURLToPath(new URL('../../shared/data/sigma-rules/', import.meta.url))
const FOLDERS = ['rules/network', 'rules/web', 'rules-threat-hunting/network']
const SENSORS = ['conntrack', 'hubble', 'suricata', 'vpc-flow', 'zeek']

/** A rule of each log source that these samples have something for, and where it is found. */
const FOUND = [
  'hubble flows.jsonl:16 proxy: Hack Tool User Agent',
  'hubble flows.jsonl:16 webserver: Suspicious User-Agents Related To Recon Tools',
  'zeek dns.log:11 dns: DNS TXT Answer with Possible Execution Strings',
  'zeek http.log:10 http: HTTP Request to Low Reputation TLD or Suspicious File Extension',
  'zeek logs.jsonl:3 webserver: Suspicious User-Agents Related To Recon Tools',
  'zeek logs.jsonl:7 x509: Default Cobalt Strike Certificate',
]

describe("SigmaHQ's rules for networks", { skip: existsSync(RULES) ? false : `${RULES} is not there` }, () => {
  it('find what they look for, in whatever sensor told of it', async () => {
    const { rules, refused } = await loadSigmaRules(FOLDERS.map((folder) => join(RULES, folder)))
    assert.deepEqual([rules.length > 50, refused], [true, []])
    const sources = await loadSources(SOURCES)
    const found = new Set<string>()
    for (const id of SENSORS) {
      const source = sources.get(id)
      assert.ok(source, id)
      for (const file of filesOf(source))
        for (const outcome of createIngest({ sources }).observe(blockOf(file, textOf(source, file)))) {
          if (isSetAside(outcome)) continue
          for (const { logsource, fields } of outcome.views)
            for (const { rule, matches } of rules)
              if (logsourceAccepts(rule.logsource, logsource) && matches(fields))
                found.add(
                  `${id} ${file}:${outcome.place.line} ${logsource.service ?? logsource.category}: ${rule.title}`,
                )
        }
    }
    for (const each of FOUND) assert.ok(found.has(each), `${each}\nfound:\n${[...found].join('\n')}`)
  })
})
