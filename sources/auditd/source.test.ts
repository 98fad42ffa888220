import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject } from 'tallyman/source'
import { fieldsOf } from './fields.ts'
import { createAuditReader } from './reader.ts'
import { readSocketAddress } from './socket-address.ts'
import { auditd } from './source.ts'

const read = (...lines: string[]) => {
  const reader = createAuditReader()
  const records = [...lines.flatMap((line, at) => reader.line(line, at + 1) ?? []), ...reader.end()]
  return records.map((record) => {
    assert.ok('value' in record)
    const place = { source: 'auditd', file: 'test', line: record.line }
    const event = auditd.read({ place, value: record.value }, { redact: () => '[redacted]' })
    assert.ok('uid' in event)
    return event
  })
}
const line = (type: string, serial: number, body: string, time = '1767225600.000'): string =>
  `type=${type} msg=audit(${time}:${serial}): ${body}`
const CALL = 'arch=c000003e syscall=59 success=yes exit=0 a0=1 ppid=2 pid=3 auid=1000 uid=0 exe="/bin/sh"'

describe('auditd', () => {
  it('puts the lines of one event together, in whatever order, and names its first', () => {
    const events = read(
      line('SYSCALL', 1, CALL),
      line('SYSCALL', 2, CALL),
      line('EXECVE', 2, 'argc=1 a0="two"'),
      line('EXECVE', 1, 'argc=2 a0="sh" a1=6C73202D6C'),
      line('PROCTITLE', 2, 'proctitle="x"'),
      line('EOE', 1, ''),
    )
    assert.deepEqual(
      events.map(({ command, place }) => [place.line, command]),
      [
        [2, 'two'],
        [1, 'sh ls -l'],
      ],
    )
  })
  it('joins an argument of many pieces, also where a character is cut', () => {
    const [hex, half] = [Buffer.from('aé').toString('hex').toUpperCase(), 4]
    const [event] = read(
      line('SYSCALL', 1, CALL),
      line('EXECVE', 1, `argc=3 a0="echo" a1_len=6 a1[0]=${hex.slice(0, half)}`),
      line('EXECVE', 1, `a1[1]=${hex.slice(half)} a2=""`),
    )
    assert.ok(event)
    assert.deepEqual((event.views[0]?.fields['derived'] as JsonObject | undefined)?.['args'], ['echo', 'aé', ''])
  })
  it('lets nobody say of themselves what the kernel says', () => {
    const fields = fieldsOf('USER_CMD', ` pid=7 uid=1000 auid=1000 msg='uid=0 cmd="id" pid=1 res=success'`)
    assert.deepEqual(Object.fromEntries(fields), {
      type: 'USER_CMD',
      pid: '7',
      uid: '1000',
      auid: '1000',
      cmd: 'id',
      res: 'success',
    })
  })
  it('reads each line of an event as rules for a line do', () => {
    const [event] = read(line('SYSCALL', 1, CALL), line('EXECVE', 1, 'argc=1 a0="sh"'), line('EOE', 1, ''))
    const own = event?.views.filter(({ logsource }) => logsource.service === 'auditd').map(({ fields }) => fields)
    assert.deepEqual(
      own?.map(({ type, a0, SYSCALL }) => [type, a0, SYSCALL]),
      [
        ['SYSCALL', '1', 'execve'],
        ['EXECVE', 'sh', undefined],
      ],
    )
  })
  it('tells Sigma of processes only that were started', () => {
    const views = (call: string) => read(line('SYSCALL', 1, call))[0]?.views.map(({ logsource }) => logsource.category)
    assert.deepEqual(views(CALL), [undefined, 'process_creation'])
    assert.deepEqual(views(CALL.replace('success=yes exit=0', 'success=no exit=-2')), [undefined])
  })
  it('holds few events open, however many are begun', () => {
    const reader = createAuditReader()
    let given = 0
    for (let at = 1; at <= 10_000; at += 1) given += reader.line(line('SYSCALL', at, CALL), at)?.length ?? 0
    assert.equal(given, 10_000 - 64)
    assert.equal(reader.end().length, 64)
    const long = line('EXECVE', 1, `a0=${'4'.repeat(2 ** 20)}`)
    let pieces = 0
    for (let at = 1; at <= 40; at += 1) pieces += reader.line(long, at)?.length ?? 0
    assert.equal(pieces, 2)
  })
  it('gives an event up that time has passed by', () => {
    const reader = createAuditReader()
    reader.line(line('AVC', 1, 'pid=1'), 1)
    const later = Array.from({ length: 8 }, (_, at) => line('SYSCALL', at + 2, CALL, '1767225603.000'))
    const given = later.flatMap((each, at) => reader.line(each, at + 2) ?? [])
    assert.deepEqual(
      given.map((record) => record.line),
      [1],
    )
  })
  it('says of a line that is damaged that it is, and leaves others alone', () => {
    const reader = createAuditReader()
    assert.deepEqual(reader.line('type=SYSCALL msg=audit(17672', 1), [
      { line: 1, fault: 'does not say which audit event it is of' },
    ])
    for (const other of ['', 'type=SYSCALL', 'level=info msg=started', 'a type=SYSCALL msg=audit(1.000:1): x'])
      assert.equal(reader.line(other, 1), undefined)
  })
  it('writes addresses as RFC 5952 does', () => {
    const v6 = (address: string): string | undefined => readSocketAddress(`0A0000160000000${'0'}${address}00000000`)?.ip
    assert.equal(v6('20010DB8000000000000000000000001'), '2001:db8::1')
    assert.equal(v6('20010DB8000000010000000000000001'), '2001:db8:0:1::1')
    assert.equal(v6('00000000000000000000FFFF0A000001'), '10.0.0.1')
    assert.equal(v6('FE800000000000000000000000000000'), 'fe80::')
    assert.deepEqual(readSocketAddress('010000616263'), { family: 'unix', path: '@abc' })
  })
})
