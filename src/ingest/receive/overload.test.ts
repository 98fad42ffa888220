/** A receiver whose disk is slow, or does not answer at all: it takes no more than it may hold, and says so. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { describe, it } from 'node:test'
import { eventList, post, type Answered } from '../../../test/delivery.ts'
import { startLoopback, TOKEN } from '../../../test/loopback-receiver.ts'
import type { Block } from '../block.ts'
import type { Limits } from './limits.ts'
import type { Receiver } from './receiver.ts'

const start = (put: (block: Block) => Promise<void>, limits: Partial<Limits>): Promise<Receiver> =>
  startLoopback({ put, limits })
const deliver = (receiver: Receiver, id: string): Promise<Answered> =>
  post({ url: `${receiver.addresses[0]}/audit`, token: TOKEN, body: eventList([{ auditID: id, stage: 'Panic' }]) })
const BODY = Buffer.byteLength(eventList([{ auditID: '0', stage: 'Panic' }]))

describe('a receiver that is overloaded', () => {
  it('answers nothing before the disk does', async () => {
    let durable = (): void => {}
    const receiver = await start(() => new Promise((resolve) => (durable = resolve)), {})
    let isAnswered = false
    const answer = deliver(receiver, '1').then((answered) => {
      isAnswered = true
      return answered
    })
    // The same again, while the first is on its way to the disk: it waits for that.
    const again = new Promise((resolve) => setTimeout(resolve, 50)).then(() => deliver(receiver, '1'))
    await new Promise((resolve) => setTimeout(resolve, 150))
    assert.equal(isAnswered, false)
    durable()
    assert.deepEqual((await answer).json, { kept: 1 })
    assert.deepEqual((await again).json, { kept: 1, replayed: true })
    await receiver.close()
  })
  it('keeps what came whole, though nobody waits for the answer any more', async () => {
    const durable: (() => void)[] = []
    const receiver = await start(() => new Promise((resolve) => void durable.push(resolve)), {})
    const { port } = new URL(receiver.addresses[0] ?? '')
    const body = eventList([{ auditID: '1', stage: 'Panic' }])
    const socket = net.connect(Number(port), '127.0.0.1')
    const head = `Host: x\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: ${Buffer.byteLength(body)}`
    socket.write(`POST /audit HTTP/1.1\r\n${head}\r\n\r\n${body}`)
    while (durable.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    socket.resetAndDestroy()
    await new Promise((resolve) => setTimeout(resolve, 50))
    durable[0]?.()
    // It is sent again, for it was not answered.
    assert.deepEqual((await deliver(receiver, '1')).json, { kept: 1, replayed: true })
    await receiver.close()
  })
  it('holds as much as it may, lets as many wait as it may, and refuses the others', async () => {
    const taken: Block[] = []
    let release = (): void => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    const put = async (block: Block): Promise<void> => {
      taken.push(block)
      await gate
    }
    const receiver = await start(put, { held: 3 * BODY, queue: 4, patience: 400 })
    const answers = Array.from({ length: 10 }, (_, at) => deliver(receiver, String(at)))
    const early = await Promise.all(
      answers.map((answer) =>
        Promise.race([answer, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 200))]),
      ),
    )
    assert.equal(taken.length, 3)
    assert.deepEqual(
      early.flatMap((answer) => answer?.status ?? []),
      [429, 429, 429],
    )
    await new Promise((resolve) => setTimeout(resolve, 400))
    release()
    const statuses = (await Promise.all(answers)).map(({ status }) => status).toSorted()
    assert.deepEqual(statuses, [200, 200, 200, 429, 429, 429, 503, 503, 503, 503])
    const refused = (await Promise.all(answers)).filter(({ status }) => status !== 200)
    assert.ok(refused.every(({ headers }) => headers['retry-after'] === '5'))
    // And then it goes on.
    assert.equal((await deliver(receiver, 'later')).status, 200)
    await receiver.close()
  })
  it('says 503 where it cannot be kept, and takes it when it is sent again', async () => {
    let isBroken = true
    const put = async (): Promise<void> => {
      if (isBroken) throw new Error('the journal has ended')
    }
    const receiver = await start(put, {})
    const { status, headers, json } = await deliver(receiver, '1')
    assert.deepEqual([status, headers['retry-after']], [503, '5'])
    assert.match(JSON.stringify(json), /cannot be kept/)
    isBroken = false
    assert.deepEqual((await deliver(receiver, '1')).json, { kept: 1 })
    await receiver.close()
  })
  it('gives up on who sends headers or a body too slowly, and on a body that breaks off', async () => {
    const blocks: Block[] = []
    const receiver = await start(async (block) => void blocks.push(block), { headers: 300, request: 600 })
    const { port } = new URL(receiver.addresses[0] ?? '')
    const said = async (text: string, end: boolean): Promise<string> => {
      const socket = net.connect(Number(port), '127.0.0.1')
      let answer = ''
      socket.on('data', (chunk) => (answer += String(chunk))).on('error', () => {})
      socket.write(text)
      if (end) socket.end()
      await once(socket, 'close')
      return answer
    }
    const head = `POST /audit HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: 500\r\n\r\n`
    assert.match(await said('POST /audit HTTP/1.1\r\nHost:', false), /^HTTP\/1.1 408 /)
    await said(`${head}{"kind":`, false)
    await said(`${head}{"kind":`, true)
    assert.match(await said('not http at all\r\n\r\n', false), /^HTTP\/1.1 400 /)
    assert.deepEqual(blocks, [])
    assert.equal((await deliver(receiver, '1')).status, 200)
    await receiver.close()
  })
  it('takes so many connections and no more, and is there again when some have ended', async () => {
    const receiver = await start(async () => {}, { connections: 2 })
    const { port } = new URL(receiver.addresses[0] ?? '')
    const idle = [1, 2].map(() => net.connect(Number(port), '127.0.0.1'))
    await Promise.all(idle.map((socket) => once(socket, 'connect')))
    await assert.rejects(deliver(receiver, '1'))
    for (const socket of idle) socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.equal((await deliver(receiver, '2')).status, 200)
    await receiver.close()
  })
})
