/** Baselines on whole days: what they learn on the first half of a benign one makes them silent on the second, and not deaf to an intrusion. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { moved, timeOf } from '../src/ads/prove/retime.ts'
import type { Alert } from '../src/model/alert.ts'
import type { JsonObject } from '../src/model/record.ts'
import { loadContent } from '../src/runtime/content.ts'
import { scan } from '../src/runtime/scan.ts'

const WEEK = 7 * 86_400_000
const shipped = await loadContent()
/** A recording is of minutes: it is drawn out to four weeks, and little of it has to be enough to learn from. */
const content = {
  ...shipped,
  detections: shipped.detections
    .filter(({ baselines }) => baselines.length > 0)
    .map((detection) => ({
      ...detection,
      baselines: detection.baselines.map((one) => ({ ...one, learn: { ...one.learn, time: WEEK, events: 3 } })),
    })),
}
const ours = new Set(content.detections.flatMap(({ baselines }) => baselines.map(({ id }) => id)))

/** What baselines tell of a recording whose pauses are all longer by one factor, and when its second half begins. */
async function toldOf(recording: string): Promise<{ alerts: Alert[]; half: number }> {
  const from = join('recordings', recording)
  const files = readdirSync(from)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => {
      const lines = readFileSync(join(from, name), 'utf8').split('\n')
      const records = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as JsonObject)
      return { name, records: records.map((record) => ({ record, time: timeOf(record) ?? NaN })) }
    })
  const times = files.flatMap(({ records }) => records.map(({ time }) => time))
  const start = times.reduce((one, other) => Math.min(one, other))
  const factor = (4 * WEEK) / (times.reduce((one, other) => Math.max(one, other)) - start)
  const folder = mkdtempSync(join(tmpdir(), 'habits-'))
  try {
    for (const { name, records } of files) {
      const drawn = records.map(({ record, time }) => moved(record, (time - start) * (factor - 1)))
      writeFileSync(join(folder, name), drawn.map((record) => `${JSON.stringify(record)}\n`).join(''))
    }
    const { alerts } = await scan([folder], content)
    return { alerts: alerts.filter(({ rule }) => ours.has(rule)), half: start + 2 * WEEK }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
const words = (alerts: readonly Alert[]): string[] => alerts.map(({ title, message }) => `${title}: ${message}`)

describe('baselines', () => {
  it('tell of nothing on the second half of the benign day', async () => {
    const { alerts, half } = await toldOf('benign-day')
    assert.deepEqual(words(alerts.filter(({ time }) => time >= half)), [])
  })
  it('tell of the intrusion, on as little', async () => {
    const { alerts } = await toldOf('intrusion')
    assert.ok(alerts.length > 0)
  })
})
