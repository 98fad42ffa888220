/** Verified defects of published detections: each that concerns one of ours is named by a case of it, and so is proved with it. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { casesOf } from 'tallyman/ads'
import { loadContent } from '../src/runtime/content.ts'

/** What the field got wrong, by the number under which it was verified; those of rules that can never fire are tests of the linter. */
const DEFECTS = new Map([
  ['D1', 'an ephemeral container is told without its name, image and powers'],
  ['D2', 'a privileged ephemeral container is not graded by its privilege'],
  ['D3', 'a privileged init container hides behind an exempt main image'],
  ['D5', 'one session is told twice, and denied ones as if they had happened'],
  ['D6', 'bindings of other kinds, and those that are patched, are missed'],
  ['D9', 'the controller is blamed for what a person asked for'],
  ['D12', 'a session over WebSocket is a get, and missed'],
  ['D17', 'a collection of events that is deleted is missed'],
  ['D18', 'one rule of a pair accepts a get, its sibling does not'],
  ['D21', 'one exempt image exempts the pod'],
  ['D24', 'whoever takes an exempt name is exempt'],
  ['D25', 'a session is told when it ends'],
  ['D26', 'bindings for anonymous callers are seen only when they are created'],
  ['D27', 'a second person or command in a repetition is swallowed'],
])

const { detections } = await loadContent()
const cases = detections.flatMap((detection) => casesOf(detection).map(({ name }) => `${detection.id}: ${name}`))
for (const [defect, what] of DEFECTS)
  it(`${defect}: ${what}: a case of ours shows that it is not so here`, () => {
    const named = cases.filter((name) => new RegExp(`\\b${defect}\\b`).test(name))
    assert.ok(named.length > 0, `no case is named ${defect}`)
  })
