/** Named items of a section: what is a claim, what is a detail of one, what has no name. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimsOf } from './claim.ts'

const claims = (text: string): ReturnType<typeof claimsOf> => claimsOf({ text, line: 10 })

test('items are named, may run over lines and have details below them', () => {
  const { named, unnamed } = claims(`Some prose.

- **first-one**: what it is,
  over two lines
  - a detail

  - another, after a gap
- **second**: more
`)
  assert.deepEqual(named, [
    { id: 'first-one', text: 'what it is, over two lines', line: 13, kind: 'claim' },
    { id: 'second', text: 'more', line: 18, kind: 'claim' },
  ])
  assert.deepEqual(unnamed, [])
})

test('assumptions end with a probe, or stand under Assumptions', () => {
  const { named } = claims(`- **Blind Spots:**
  - **unseen**: not seen
- **Assumptions:**
  - **told**: it is told (assumes: source-alive(kubernetes-audit))
  - **hoped**: it is hoped
### Blind spots
- **again**: not seen
`)
  assert.deepEqual(
    named.map(({ id, kind, assumes, text }) => [id, kind, assumes, text]),
    [
      ['unseen', 'claim', undefined, 'not seen'],
      ['told', 'assumption', 'source-alive(kubernetes-audit)', 'it is told'],
      ['hoped', 'assumption', undefined, 'it is hoped'],
      ['again', 'claim', undefined, 'not seen'],
    ],
  )
})

test('items without a name are told, comments are not', () => {
  const { named, unnamed } = claims('<!-- - **x**: no -->\n- no name\n- **Not an id**: text\n1. numbered')
  assert.deepEqual(named, [])
  assert.deepEqual(
    unnamed.map(({ line }) => line),
    [12, 13, 14],
  )
})

test('no section, no claims', () => {
  assert.deepEqual(claimsOf(undefined), { named: [], unnamed: [] })
})
