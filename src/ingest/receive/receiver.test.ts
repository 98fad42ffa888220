/** The receiver on real sockets with real certificates: who is let in, what is taken, and how everything else is refused. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import tls from 'node:tls'
import { gzipSync } from 'node:zlib'
import { createAuthority, withoutOpenssl, type Authority, type Pair } from '../../../test/certificates.ts'
import { eventList, post, type Answered, type Delivery } from '../../../test/delivery.ts'
import { addressOf, sources, TOKEN } from '../../../test/loopback-receiver.ts'
import { SOURCES } from '../../../test/samples.ts'
import type { Block } from '../block.ts'
import { createIngest, isSetAside } from '../ingest.ts'
import { createReceiver, type Receiver, type ReceiverOptions } from './receiver.ts'
import type { Sender } from './sender.ts'

const senders: Sender[] = [
  { name: 'cluster', delivers: new Set(['kubernetes-audit']), proof: { token: TOKEN } },
  { name: 'falco', delivers: new Set(['falco']), proof: { token: 'a-token-of-falco-itself' } },
  { name: 'logs', delivers: new Set(['otlp-log']), proof: { token: 'a-token-of-a-forwarder' } },
  { name: 'anything', proof: { token: 'a-token-for-anything' } },
  { name: 'mutual', delivers: new Set(['kubernetes-audit']), proof: { certificate: 'kube-apiserver' } },
]
const sample = (path: string): string => readFileSync(`${SOURCES}${path}`, 'utf8')

describe('a receiver', { skip: withoutOpenssl() }, () => {
  let authority: Authority
  let server: Pair
  let receiver: Receiver
  let url: string
  const blocks: Block[] = []
  const notices: string[] = []
  const linesOf = (file: string): string[] =>
    blocks
      .filter((block) => block.file === file)
      .flatMap(({ bytes }) => Buffer.from(bytes).toString('utf8').trimEnd().split('\n'))
  const start = (options: Partial<ReceiverOptions> = {}): Promise<Receiver> =>
    createReceiver({
      addresses: [addressOf('https://127.0.0.1:0')],
      credentials: {
        senders,
        tls: { certificate: server.cert, key: server.private, clients: authority.cert },
      },
      sources,
      put: async (block) => void blocks.push(block),
      notice: (words) => notices.push(words),
      ...options,
    })
  const deliver = (path: string, delivery: Partial<Delivery> = {}): Promise<Answered> =>
    post({ url: `${url}${path}`, tls: { ca: authority.cert }, ...delivery })
  const reasonOf = ({ json }: Answered): string => String((json as { message?: unknown }).message)

  before(async () => {
    authority = createAuthority()
    server = authority.issue('localhost')
    receiver = await start()
    url = receiver.addresses[0] ?? ''
  })
  after(() => receiver.close())

  describe('who delivers', () => {
    it('is known by a token, as Bearer or as the password of Basic', async () => {
      const body = eventList([{ auditID: 'token', stage: 'ResponseComplete' }])
      assert.equal((await deliver('/audit', { body, token: TOKEN })).status, 200)
      const basic = { authorization: `basic ${Buffer.from(`any:${TOKEN}`).toString('base64')}` }
      assert.equal((await deliver('/audit', { body, headers: basic })).status, 200)
    })
    it('is known by a client certificate, and is kept under its name', async () => {
      const client = authority.issue('kube-apiserver')
      const body = eventList([{ auditID: 'certificate', stage: 'ResponseComplete' }])
      const answer = await deliver('/audit', {
        body,
        tls: { ca: authority.cert, cert: client.cert, key: client.private },
      })
      assert.deepEqual(answer.json, { kept: 1 })
      assert.match(linesOf('audit:mutual').join(''), /"certificate"/)
    })
    it('is refused without either, with a wrong one, and with one of a stranger', async () => {
      const body = eventList([{ auditID: 'nobody', stage: 'ResponseComplete' }])
      const stranger = createAuthority('another').issue('kube-apiserver')
      const unknown = authority.issue('somebody-else')
      const ca = authority.cert
      const attempts: [Partial<Delivery>, RegExp][] = [
        [{}, /needs a token/],
        [{ token: `${TOKEN}x` }, /not one that is known/],
        [{ token: '' }, /neither Bearer nor Basic/],
        [{ headers: { authorization: `Digest ${TOKEN}` } }, /neither Bearer nor Basic/],
        [{ tls: { ca, cert: stranger.cert, key: stranger.private } }, /needs a token/],
        [{ tls: { ca, cert: unknown.cert, key: unknown.private } }, /common name/],
        // A wrong token is not made good by a certificate.
        [{ token: 'x'.repeat(20), tls: { ca, cert: unknown.cert, key: unknown.private } }, /not one that is known/],
      ]
      for (const [attempt, reason] of attempts) {
        const answer = await deliver('/audit', { body, ...attempt })
        assert.equal(answer.status, 401)
        assert.match(reasonOf(answer), reason)
        assert.equal(answer.headers['www-authenticate'], 'Bearer')
      }
      assert.ok(!JSON.stringify(blocks.map(({ bytes }) => Buffer.from(bytes).toString())).includes('nobody'))
    })
    it('may deliver records of its own sources, whatever they are wrapped in', async () => {
      const audit = sample('kubernetes-audit/samples/pods.jsonl').split('\n')[0] ?? ''
      const answer = await deliver('/records', { body: audit, token: 'a-token-of-falco-itself' })
      assert.equal(answer.status, 403)
      assert.match(reasonOf(answer), /falco may not deliver records of kubernetes-audit/)
      for (const body of [`[[${audit}]]`, eventList([{ auditID: 'forged', stage: 'ResponseComplete' }])])
        assert.equal((await deliver('/records', { body, token: 'a-token-of-falco-itself' })).status, 403)
      const alert = sample('falco/samples/alerts.jsonl')
      assert.equal((await deliver('/records', { body: alert, token: TOKEN })).status, 403)
    })
  })

  describe('the audit webhook', () => {
    it('keeps each event of an EventList on a line of its own, as the log has it', async () => {
      const body = eventList([
        { auditID: 'one', stage: 'ResponseComplete' },
        { auditID: 'two', stage: 'Panic' },
      ])
      // As somebody might print it: newlines are but blanks.
      const pretty = JSON.stringify(JSON.parse(body), null, 2)
      blocks.length = 0
      assert.deepEqual((await deliver('/audit?timeout=30s', { body: pretty, token: TOKEN })).json, { kept: 2 })
      assert.match(linesOf('audit:cluster')[1] ?? '', /^\{"kind":"Event","apiVersion":"audit.k8s.io\/v1", .*"two"/)
      const events = blocks.flatMap((block) => createIngest({ sources }).observe(block))
      assert.deepEqual(
        events.map((event) => !isSetAside(event) && event.raw['auditID']),
        ['one', 'two'],
      )
    })
    it('takes gzip, and keeps what is delivered twice once', async () => {
      const body = eventList([{ auditID: 'again', stage: 'ResponseComplete' }])
      blocks.length = 0
      const headers = { 'content-encoding': 'gzip' }
      assert.deepEqual((await deliver('/audit', { body: gzipSync(body), headers, token: TOKEN })).json, { kept: 1 })
      assert.deepEqual((await deliver('/audit', { body, token: TOKEN })).json, { kept: 1, replayed: true })
      assert.equal(blocks.length, 1)
      // From somebody else it is another delivery.
      assert.deepEqual((await deliver('/audit', { body, token: 'a-token-for-anything' })).json, { kept: 1 })
      assert.equal(blocks.length, 2)
    })
    it('refuses what is cut off, malformed, or something else, and keeps nothing of it', async () => {
      const body = eventList([{ auditID: 'broken', stage: 'ResponseComplete' }])
      const event = JSON.stringify((JSON.parse(body) as { items: unknown[] }).items[0])
      const wrong: [string | Uint8Array, RegExp][] = [
        ['', /not JSON/],
        [body.slice(0, -20), /cut off/],
        [`${body}${body}`, /not JSON/],
        ['{"kind":"EventList"', /cut off/],
        ['null', /not an EventList/],
        ['[]', /not an EventList/],
        [event, /not an EventList/],
        ['{"kind":"EventList","apiVersion":{"toString":1},"items":[]}', /not an EventList/],
        ['{"kind":"EventList","apiVersion":"v1","items":[]}', /not an EventList/],
        ['{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":{}}', /items/],
        [`{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[${event},1]}`, /items/],
        [Buffer.from([0xff, 0xfe, 0x7b, 0x00]), /not JSON/],
        ['['.repeat(100_000), /nested deeper/],
        [`{"kind":"EventList","a":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`, /nested deeper/],
      ]
      blocks.length = 0
      for (const [text, reason] of wrong) {
        const answer = await deliver('/audit', { body: text, token: TOKEN })
        assert.equal(answer.status, 400, String(text).slice(0, 80))
        assert.match(reasonOf(answer), reason)
        assert.ok(!reasonOf(answer).includes('broken'), 'it is not quoted')
      }
      assert.deepEqual(blocks, [])
    })
    it('keeps the events beside one that is nested too deep, which ingest sets aside', async () => {
      const deep = JSON.parse(`${'{"a":'.repeat(9_990)}1${'}'.repeat(9_990)}`) as object
      const list = JSON.parse(eventList([{ auditID: 'sound', stage: 'ResponseComplete' }])) as { items: object[] }
      list.items.push({ ...list.items[0], requestObject: deep })
      blocks.length = 0
      assert.equal((await deliver('/audit', { body: JSON.stringify(list), token: TOKEN })).status, 200)
      const [sound, aside] = blocks.flatMap((block) => createIngest({ sources }).observe(block))
      assert.ok(sound && !isSetAside(sound))
      assert.ok(aside && isSetAside(aside) && /nested deeper/.test(aside.reason))
    })
    it('refuses what is too large, however it is told or packed', async () => {
      const large = Buffer.alloc(21 * 1024 * 1024, 0x20)
      blocks.length = 0
      const attempts: Partial<Delivery>[] = [
        { body: large },
        { body: large, headers: { 'transfer-encoding': 'chunked' } },
        { body: gzipSync(large), headers: { 'content-encoding': 'gzip' } },
        // A body that is only announced, and asked for first.
        { body: '{}', headers: { 'content-length': '99999999999', expect: '100-continue' } },
      ]
      for (const attempt of attempts) {
        const answer = await deliver('/audit', { token: TOKEN, ...attempt })
        assert.equal(answer.status, 413)
        assert.match(reasonOf(answer), /at most 20971520 bytes/)
      }
      assert.deepEqual(blocks, [])
    })
    it('refuses gzip that is cut off or none, and what is packed otherwise', async () => {
      const packed = gzipSync(eventList([{ auditID: 'x', stage: 'ResponseComplete' }]))
      const as = async (encoding: string, body: string | Uint8Array): Promise<number> =>
        (await deliver('/audit', { body, headers: { 'content-encoding': encoding }, token: TOKEN })).status
      assert.equal(await as('gzip', packed.subarray(0, -9)), 400)
      assert.equal(await as('gzip', 'plain'), 400)
      assert.equal(await as('zstd', packed), 415)
    })
  })

  it('says what it wants of whoever asks for something else', async () => {
    assert.equal((await deliver('/', { token: TOKEN })).status, 404)
    assert.equal((await deliver('/audit', { method: 'GET', token: TOKEN })).status, 405)
    // Nobody learns what there is who may not deliver.
    assert.equal((await deliver('/')).status, 401)
  })
  it('tells the operator of refusals, each kind once a minute', () => {
    assert.equal(notices.filter((words) => words.includes('somebody unknown: 401')).length, 1)
    assert.ok(!notices.join('\n').includes(TOKEN))
  })
  it('speaks TLS 1.2 and later, and takes up no session again', async () => {
    const { port } = new URL(url)
    const connect = (options: tls.ConnectionOptions): Promise<string> =>
      new Promise((resolve) => {
        const socket = tls.connect({ host: '127.0.0.1', port: Number(port), ca: authority.cert, ...options }, () => {
          resolve(`${socket.getProtocol()} ${socket.isSessionReused()}`)
          socket.destroy()
        })
        socket.on('error', () => resolve('refused'))
      })
    assert.equal(await connect({}), 'TLSv1.3 false')
    assert.equal(await connect({ maxVersion: 'TLSv1.2' }), 'TLSv1.2 false')
    assert.equal(
      await connect({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
      'refused',
    )
    const session = await new Promise<Buffer | undefined>((resolve) => {
      const socket = tls.connect({ host: '127.0.0.1', port: Number(port), ca: authority.cert, maxVersion: 'TLSv1.2' })
      socket.on('secureConnect', () => {
        resolve(socket.getSession())
        socket.destroy()
      })
    })
    assert.ok(session)
    assert.equal(await connect({ session, maxVersion: 'TLSv1.2' }), 'TLSv1.2 false')
  })
  it('meets new connections with the keys and tokens that it was given last', async () => {
    const own = await start()
    try {
      const other = createAuthority('new')
      const pair = other.issue('localhost')
      const body = eventList([{ auditID: 'new', stage: 'ResponseComplete' }])
      own.renew({
        senders: [{ name: 'cluster', proof: { token: 'the-token-that-came-next' } }],
        tls: { certificate: pair.cert, key: pair.private },
      })
      const to = (token: string): Promise<Answered> =>
        post({ url: `${own.addresses[0]}/audit`, body, token, tls: { ca: other.cert } })
      assert.equal((await to('the-token-that-came-next')).status, 200)
      assert.equal((await to(TOKEN)).status, 401)
      await assert.rejects(post({ url: `${own.addresses[0]}/audit`, tls: { ca: authority.cert } }), /certificate/)
    } finally {
      await own.close()
    }
  })
  it('says where nobody can listen', async () => {
    await assert.rejects(start({ addresses: [addressOf(url)] }), {
      code: 'TALLYMAN_INPUT',
      message: /another process listens there/,
    })
  })
})
