import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anEntity, anEvent } from '../../test/fixture.ts'
import type { Event, Fact } from '../model/event.ts'
import { createLives, type Life } from './lives.ts'

const ID = `sha256:${'1'.repeat(64)}`
const DIGEST = `shop/web@sha256:${'2'.repeat(64)}`
const START = 1_000_000

const made = (subject: Fact['subject'], uid: string, name?: string): Fact => ({
  subject,
  relation: 'made-from',
  object: { type: 'image', uid, ...(name !== undefined && { name }) },
})
const container = { type: 'container', uid: 'c1' } as const
/** What an image's inspect teaches. */
const image = anEvent({
  class_name: 'Inventory Info',
  facts: ['shop/web:1', DIGEST].map((uid) => made({ type: 'image', uid }, ID)),
})
const step = (word: string, after: number, more: Partial<Event> = {}): Event =>
  anEvent({
    class_name: 'Application Lifecycle',
    operation: `container ${word}`,
    time: START + after,
    entities: [anEntity('container', 'c1')],
    ...more,
  })
const create = step('create', 0, { facts: [made(container, 'shop/web:1')] })
const joined = step('connect', 5, {
  class_name: 'API Activity',
  facts: [{ subject: container, relation: 'attached-to', object: { type: 'network', uid: 'n1', name: 'front' } }],
})
const start = step('start', 10)
const die = step('die', 200, { details: { exit_code: 7 } })
const inspect = (after: number): Event =>
  step('inspect', after, { class_name: 'Inventory Info', command: 'sh -c id', facts: [made(container, ID)] })

function through(events: readonly Event[]): { readonly told: readonly Life[]; readonly end: () => void } {
  const told: Life[] = []
  const { observe, end } = createLives((life) => told.push(life))
  for (const event of events) observe(event)
  return { told, end }
}

describe('the life of a container', () => {
  const WHOLE = {
    container: 'c1',
    image: 'shop/web:1',
    image_id: ID,
    pod: undefined,
    by: undefined,
    digests: [DIGEST],
    command: 'sh -c id',
    created: START,
    started: START + 10,
    ended: START + 200,
    exit_code: 7,
    networks: ['front'],
    addresses: [],
    execs: [],
    inspected: true,
  }
  it('is told whole when it has ended', () => {
    assert.deepEqual(through([image, create, inspect(1), joined, start]).told, [])
    assert.deepEqual(through([image, create, inspect(1), joined, start, die]).told, [WHOLE])
  })
  it('is told once, also where the answer about it comes after it has ended or is removed', () => {
    const late = [image, create, joined, start, die, step('destroy', 250), inspect(300)]
    assert.deepEqual(through(late.slice(0, -1)).told, [])
    assert.deepEqual(through(late).told, [WHOLE])
  })
  it('has the image by its digest also where nobody could look, and says that nobody could', () => {
    const { told } = through([image, create, joined, start, die, step('gone', 210, { class_name: 'Inventory Info' })])
    const { command, ...rest } = WHOLE
    assert.deepEqual(told, [{ ...rest, inspected: false }], `not ${command}`)
  })
  it('is not waited for longer than an answer takes, nor after the end of all records', () => {
    const unseen = [create, start, die]
    assert.deepEqual(through([...unseen, anEvent({ time: START + 5_000 })]).told.length, 0)
    assert.deepEqual(through([...unseen, anEvent({ time: START + 15_000 })]).told.length, 1)
    const { told, end } = through(unseen)
    end()
    end()
    assert.equal(told.length, 1)
  })
  it('begins anew with each start, and keeps what stays the same', () => {
    const again = [step('start', 1_000), step('die', 1_500, { details: { exit_code: 0 } })]
    const { told } = through([image, create, inspect(1), joined, start, die, ...again])
    assert.deepEqual(told, [WHOLE, { ...WHOLE, started: START + 1_000, ended: START + 1_500, exit_code: 0 }])
  })
  it('keeps the image that its name stood for then', () => {
    const other = anEvent({ facts: [made({ type: 'image', uid: 'shop/web:1' }, `sha256:${'3'.repeat(64)}`)] })
    const { told, end } = through([image, create, start, other, die])
    end()
    assert.equal(told[0]?.image_id, ID)
  })
  it('has the commands that came in from outside once, whoever tells of them, and none that it began itself', () => {
    const process = (command: string, in_init_tree: boolean, activity_name = 'Launch'): Event =>
      step('exec', 60, { class_name: 'Process Activity', activity_name, command, process: { in_init_tree } })
    const exec = step('exec_start', 50, { class_name: 'Process Activity', command: 'sh' })
    const processes = [
      process('sh', false),
      process('id', false),
      process('id', false, 'Terminate'),
      process('nginx', true),
    ]
    const { told } = through([create, start, exec, ...processes, inspect(100), die])
    assert.deepEqual(told[0]?.execs, ['sh', 'id'])
  })
})
