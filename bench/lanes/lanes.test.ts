/** Holds the lanes to what is said of them: the same bytes every time, sizes, JSON, a small share that is worth a look. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lanes, makeLane } from './lanes.ts'

const sizes: Record<string, [least: number, most: number]> = {
  exec: [780, 960],
  k8s: [1950, 2450],
  flow: [470, 570],
  mix: [950, 1250],
  loud: [950, 1250],
}

for (const lane of Object.keys(lanes)) {
  test(`the lane ${lane} is the same every time, and as large as it is said to be`, () => {
    const block = makeLane(lane, 2000)
    assert.ok(block.equals(makeLane(lane, 2000)))
    assert.ok(!block.equals(makeLane(lane, 2000, 7)))
    const lines = block.toString('utf8').trimEnd().split('\n')
    const records = lines.map((line) => JSON.parse(line) as { EventId?: string; auditID?: string; product: string })
    assert.equal(new Set(records.map(({ EventId, auditID }) => EventId ?? auditID)).size, 2000)
    const [least, most] = sizes[lane]!
    assert.ok(block.length / 2000 > least && block.length / 2000 < most, `${block.length / 2000} bytes a record`)
  })
}
