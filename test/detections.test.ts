/** Every folder in detections/ proves itself. Adding one adds its tests; nothing here changes. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkDetection, formatFinding, proveDetection } from 'tallyman/ads'
import { loadContent } from '../src/runtime/content.ts'
import { runCase } from '../src/runtime/samples.ts'
import { checkContextOf } from '../src/runtime/schemas.ts'

const content = await loadContent()
const context = await checkContextOf(content)

it('has detections to prove', () => assert.ok(content.detections.length >= 14))
for (const detection of content.detections)
  describe(detection.id, () => {
    it('is a complete ADS', () => assert.deepEqual(checkDetection(detection, context).map(formatFinding), []))
    for (const verdict of proveDetection(detection, (records) => runCase(detection, records, content)))
      it(verdict.claim, () => assert.ok(verdict.holds, verdict.why))
  })
