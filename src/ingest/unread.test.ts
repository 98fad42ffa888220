import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { blockOf } from './block.ts'
import { createIngest, isSetAside } from './ingest.ts'

const reasonOf = (text: string): string => {
  const [outcome] = createIngest({ sources: new Map() }).observe(blockOf('test', text))
  assert.ok(outcome && isSetAside(outcome))
  return outcome.reason
}

describe('formats that no source reads', () => {
  it('are named, and never quoted', () => {
    for (const [record, name] of [
      [{ EventID: 1, Channel: 'Microsoft-Windows-Sysmon/Operational' }, 'the Windows Event Log (Sysmon)'],
      [{ EventID: 4624, Channel: 'Security' }, 'the Windows Event Log'],
      [{ action: 'repo.create', actor: 'ana', org: {} }, 'the audit log of GitHub'],
      [{ insertId: 'a', logName: 'projects/p/logs/stdout', jsonPayload: {} }, 'a log of Google Cloud'],
      [{ category: 'kube-apiserver', resourceId: '/SUBSCRIPTIONS', properties: {} }, 'a log of Azure Monitor'],
      [{ messageType: 'CONTROL_MESSAGE', logEvents: [] }, 'a message of CloudWatch about itself'],
    ] as const)
      assert.equal(reasonOf(JSON.stringify(record)), `looks like ${name}, which no source reads`)
    assert.match(reasonOf('CEF:0|vendor|product|1|100|title|5|src=10.0.0.1'), /^looks like CEF,/)
    assert.match(reasonOf('<13>Nov 20 09:00:00 host CEF:0|vendor|product|1|100|title|5|'), /^looks like CEF,/)
    assert.match(
      reasonOf('10.0.0.1 - - [20/Nov/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 1'),
      /access log of a web server/,
    )
  })
  it('that an engine prints for people are told with what it prints for machines', () => {
    const event = '2026-01-01T00:00:00.123456789Z container exec_start: sh -c id 4f2c (image=shop/web:1, name=web)'
    assert.match(reasonOf(event), /^looks like events of Docker .*: print it with --format '\{\{json \.\}\}'$/)
    for (const [head, instead] of [
      ['CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES', /Docker.*--no-trunc$/],
      ['CONTAINER           IMAGE               CREATED             STATE', /crictl.*--output json$/],
      ['CONTAINER    IMAGE    RUNTIME    ', /ctr, .*ctr containers info/],
    ] as const)
      assert.match(reasonOf(head), instead)
  })
  it('are otherwise told by their fields', () => {
    assert.match(reasonOf('{"action":"created","actor":"ana"}'), /with the fields "action", "actor"/)
    assert.match(reasonOf('nothing known'), /is not JSON/)
  })
})
