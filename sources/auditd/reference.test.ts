/** The audit log as another implementation reads it, compared field by field where its data is there. */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from 'tallyman/source'
import { parse } from 'yaml'
import { idOf, readEvent, type AuditEvent } from './event.ts'
import { archName, exitName, syscallName } from './linux.ts'
import { beginsAuditLine, readAuditLine } from './line.ts'
import { createAuditReader } from './reader.ts'
import { readSocketAddress } from './socket-address.ts'
import { auditd } from './source.ts'

const DATA = fileURLToPath(new URL('../../../shared/data/go-libaudit-auditd/', import.meta.url))
const skip = existsSync(DATA) ? false : `${DATA} is not there`

interface Parsed {
  readonly '@timestamp': string
  readonly record_type: string
  readonly sequence: number
  readonly keys?: readonly string[]
  readonly data: { readonly [name: string]: string }
}
interface Coalesced {
  readonly '@timestamp': string
  readonly sequence: number
  readonly record_type: string
  readonly result: 'success' | 'fail' | 'unknown'
  readonly session?: string
  readonly tags?: readonly string[]
  readonly user: { readonly ids: { readonly [name: string]: string } }
  readonly process: { readonly [name: string]: string | readonly string[] }
  readonly source?: { readonly ip?: string; readonly port?: string; readonly path?: string }
  readonly destination?: { readonly ip?: string; readonly port?: string; readonly path?: string }
  readonly data: { readonly [name: string]: string }
  readonly paths?: readonly { readonly [name: string]: string }[]
}
const goldens = <T>(pattern: string): { readonly file: string; readonly expected: T[] }[] =>
  globSync(pattern, { cwd: DATA })
    .toSorted()
    .map((file) => ({ file, expected: JSON.parse(readFileSync(join(DATA, file), 'utf8')) as T[] }))

/** What the other spells otherwise; `unset` is what it calls nobody. */
const unset = (id: string): string => idOf(id) ?? 'unset'
const CONTEXT = ['user', 'role', 'domain', 'level', 'category']
const contextOf = (name: string, text: string): Pair[] =>
  text.split(':').map((part, at) => [`${name}_${CONTEXT[at]}`, part] as const)

type Pair = readonly [name: string, value: string]
type Fields = ReadonlyMap<string, string>
const resultOf = (value: string): Pair[] => [['result', /^(?:yes|success|1)$/.test(value) ? 'success' : 'fail']]

/** How the other names what we work out, and where it leaves a field out. */
const TOLD = new Map<string, (value: string, fields: Fields) => readonly Pair[]>([
  ['type', () => []],
  ['key', () => []],
  ['subj', (value) => contextOf('subj', value)],
  ['obj', (value) => contextOf('obj', value)],
  ...['auid', 'old-auid', 'ses'].map((name) => [name, (value: string): Pair[] => [[name, unset(value)]]] as const),
  ['success', resultOf],
  ['res', resultOf],
  ['exit', (value) => [['exit', exitName(value)]]],
  ['arch', (value) => [['arch', archName(value) ?? value]]],
  ['syscall', (value, fields) => [['syscall', syscallName(fields.get('arch'), value) ?? value]]],
  ['sig', (value) => [['sig', value === '31' ? 'SIGSYS' : value]]],
  ['saddr', (value) => socketOf(value)],
])

function socketOf(saddr: string): Pair[] {
  const { family = '', ip, port, path } = readSocketAddress(saddr) ?? {}
  const whole = ip === undefined && path === undefined ? saddr : undefined
  const pairs = { family, addr: ip, port: port === undefined ? undefined : String(port), path, saddr: whole }
  return Object.entries(pairs).flatMap(([name, value]): Pair[] => (value === undefined ? [] : [[name, value]]))
}

const told = (fields: Fields): { readonly [name: string]: string } =>
  Object.fromEntries(
    [...fields]
      .filter(([, value]) => value !== '' && value !== '?')
      .flatMap(([name, value]) => TOLD.get(name)?.(value, fields) ?? [[name, value] as const]),
  )

describe('lines of the audit log, read by another', { skip }, () => {
  it('hold the same fields', () => {
    let fields = 0
    for (const { file, expected } of goldens<Parsed | null>('auparse/testdata/*.log.golden')) {
      const lines = readFileSync(join(DATA, file.replace(/\.golden$/, '')), 'utf8').split('\n')
      const read = lines.filter((line) => line !== '').map((line) => ({ line, audit: readAuditLine(line) }))
      assert.equal(read.length, expected.length, file)
      for (const [at, { line, audit }] of read.entries()) {
        const other = expected[at]
        if (!other) {
          assert.ok(!audit && beginsAuditLine(line))
          continue
        }
        assert.ok(audit, line)
        assert.equal(audit.time, Date.parse(other['@timestamp']))
        assert.equal(audit.msg.endsWith(`:${other.sequence})`), true)
        assert.equal(audit.type.toLowerCase(), other.record_type)
        assert.deepEqual((audit.fields.get('key') ?? '').split('\u0001').filter(Boolean), other.keys ?? [])
        assert.deepEqual(told(audit.fields), other.data, line)
        fields += Object.keys(other.data).length
      }
    }
    assert.ok(fields > 900, String(fields))
  })
})

describe('events of the audit log, put together by another', { skip }, () => {
  it('say the same', () => {
    let events = 0
    for (const { file, expected } of goldens<{ test_name: string; event: Coalesced }>(
      'aucoalesce/testdata/*.json.golden',
    )) {
      const name = file.replace(/\.json\.golden$/, '.yaml')
      const { tests } = parse(readFileSync(join(DATA, name), 'utf8')) as { tests: { [name: string]: string } }
      assert.equal(Object.keys(tests).length, expected.length)
      for (const { test_name, event: other } of expected) {
        const event = eventOf(tests[test_name] ?? '')
        assertSame(event, other, `${file}: ${test_name}`)
        events += 1
      }
    }
    assert.ok(events > 40, String(events))
  })
})

function eventOf(text: string): AuditEvent {
  const reader = createAuditReader()
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const records = [...lines.flatMap((line, at) => reader.line(line, at + 1) ?? []), ...reader.end()]
  assert.equal(records.length, 1, JSON.stringify(records))
  const [record] = records
  assert.ok(record && 'value' in record)
  return readEvent(record.value)
}

function assertSame(event: AuditEvent, other: Coalesced, where: string): void {
  const { field, paths } = event
  assert.equal(event.time, Date.parse(other['@timestamp']), where)
  assert.equal(event.serial, String(other.sequence), where)
  assert.equal(event.type.toLowerCase(), other.record_type, where)
  assert.equal({ Success: 'success', Failure: 'fail', none: 'unknown' }[event.status ?? 'none'], other.result, where)
  assert.equal(unset(field('ses') ?? 'unset'), other.session ?? 'unset', where)
  // People write `-k key=mount`, of which the other keeps what follows; and it reads `key=(null)ARCH=x86_64`, of which the byte between
  // is lost in its data, as a key.
  const keys = event.keys.map((key) => key.replace(/^key=/, ''))
  assert.deepEqual(keys, other.tags?.filter((tag) => tag !== 'x86_64') ?? [], where)
  for (const [name, id] of Object.entries(other.user.ids))
    assert.equal(name.endsWith('auid') ? unset(field(name) ?? '') : field(name), id, `${where}: ${name}`)
  assertProcess(event, other, where)
  assertData(event, other, where)
  const ours = paths.map((path) => told(new Map(Object.entries(path as { [name: string]: string }))))
  assert.deepEqual(ours, other.paths ?? [], where)
}

function assertProcess(event: AuditEvent, other: Coalesced, where: string): void {
  const { field, socket } = event
  const process = { title: event.title, args: event.args, name: field('comm') }
  for (const [name, value] of Object.entries(other.process))
    assert.deepEqual(name in process ? process[name as 'title'] : field(name), value, `${where}: ${name}`)
  for (const end of [other.source, other.destination]) {
    if (!end) continue
    assert.equal(socket?.ip ?? field('addr'), end.ip, where)
    assert.equal(String(socket?.port ?? ''), end.port ?? '', where)
    assert.equal(socket?.path, end.path, where)
  }
}

function assertData(event: AuditEvent, other: Coalesced, where: string): void {
  const { arch, syscall, exit, socket } = event
  // What the other works out stands among what the records say.
  const worked = new Map<string, unknown>([
    ['socket_family', socket?.family],
    ['socket_addr', socket?.ip],
    ['socket_port', String(socket?.port ?? '')],
    ['socket_path', socket?.path],
    ...Object.entries({ arch, syscall, exit }),
  ])
  for (const [name, value] of Object.entries(other.data)) {
    const ours = worked.has(name) ? [worked.get(name)] : event.records.map((record) => record[name])
    assert.ok(ours.includes(value), `${where}: ${name} is ${value}, not ${JSON.stringify(ours)}`)
  }
}

const LOGS = ['normal', 'out_of_order', 'lost_messages', 'rollover']
describe('logs of several events, out of order and with losses', { skip }, () => {
  it('are put together by their serial', () => {
    for (const name of LOGS) {
      const reader = createAuditReader()
      const lines = readFileSync(join(DATA, `testdata/${name}.log`), 'utf8').split('\n')
      const read = lines.flatMap((line, at) => (line === '' ? [] : (reader.line(line, at + 1) ?? [])))
      const values = [...read, ...reader.end()].map((each) => ('value' in each ? each.value : undefined))
      const serials = values.map((value) => readEvent(value as JsonObject).serial)
      assert.equal(new Set(serials).size, serials.length, `${name}: ${serials.join(' ')}`)
      const told = new Set(lines.flatMap((line) => /:(\d+)\)/.exec(line)?.[1] ?? []))
      assert.deepEqual(new Set(serials), told)
    }
  })
  it('become events, whatever the file, or say of a line that it is damaged', () => {
    const outcomes = { events: 0, damaged: 0 }
    for (const file of globSync('**/*.log', { cwd: DATA })) {
      const reader = createAuditReader()
      const lines = readFileSync(join(DATA, file), 'utf8').split('\n')
      const given = lines.flatMap((line, at) => {
        const records = line === '' ? [] : reader.line(line, at + 1)
        assert.ok(records, `${file}:${at + 1}`)
        return records
      })
      for (const record of [...given, ...reader.end()]) {
        if ('fault' in record) outcomes.damaged += 1
        else {
          const place = { source: 'auditd', file, line: record.line }
          assert.ok('uid' in auditd.read({ place, value: record.value }, { redact: () => '[redacted]' }))
          outcomes.events += 1
        }
      }
    }
    assert.deepEqual(outcomes, { events: 91, damaged: 1 })
  })
})
