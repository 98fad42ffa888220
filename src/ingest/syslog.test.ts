import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { parseSyslog } from './syslog.ts'

describe('a syslog message', () => {
  it('is read as RFC 5424 writes it, with the examples of the standard', () => {
    assert.deepEqual(
      parseSyslog(
        "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed for lonvick",
      ),
      {
        facility: 'auth',
        severity: 'crit',
        timestamp: '2003-10-11T22:14:15.003Z',
        hostname: 'mymachine.example.com',
        app_name: 'su',
        msg_id: 'ID47',
        message: "'su root' failed for lonvick",
      },
    )
    const { structured_data: data, message } = parseSyslog(
      '<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - [a@1 x="1" y="q\\" b\\\\ c\\] \\n"][b] rest',
    )
    assert.deepEqual(data, { 'a@1': { x: '1', y: 'q" b\\ c] \\n' }, b: {} })
    assert.equal(message, 'rest')
    assert.deepEqual(parseSyslog('<34>1 - - - - - -'), { facility: 'auth', severity: 'crit', message: '' })
  })
  it('is read as RFC 3164 writes it, as far as it goes', () => {
    assert.deepEqual(parseSyslog("<34>Oct 11 22:14:15 mymachine su: 'su root' failed"), {
      facility: 'auth',
      severity: 'crit',
      timestamp: 'Oct 11 22:14:15',
      hostname: 'mymachine',
      app_name: 'su',
      message: "'su root' failed",
    })
    const { hostname, app_name, proc_id } = parseSyslog('<13>Feb  5 17:32:18 sshd[814]: Accepted')
    assert.deepEqual([hostname, app_name, proc_id], [undefined, 'sshd', '814'])
    assert.equal(parseSyslog('<13>2026-01-01T00:00:00+01:00 h app: x').timestamp, '2026-01-01T00:00:00+01:00')
  })
  it('is message where it is anything else', () => {
    for (const text of ['', 'hello', '<192>1 x', '<1>1 2 3', '<14>1 - - - - - [broken data', '<14>1 - - - - - [a b="]'])
      assert.equal(parseSyslog(text).message.length > 0, text !== '', text)
    assert.equal(parseSyslog('<13>x: two\r\n\0').message, 'two')
  })
  it('is read whatever it holds, in time that grows with it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseSyslog(text)
        parseSyslog(`<14>1 - - - - - [${text}`)
      }),
    )
    const long = 200_000
    for (const text of [
      `<14>1 - - - - - [a b="${'\\'.repeat(long)}`,
      `<14>1 - - - - - [a b="${'x'.repeat(long)}"] x`,
      `<14>1 - - - - - ${'[a]'.repeat(long)}`,
      `<14>1 - - - - - [a${' '.repeat(long)}`,
      `<14>x${'\n'.repeat(long)}x`,
      `<14>Oct 11 22:14:15 ${'x'.repeat(long)}`,
    ])
      parseSyslog(text)
  })
})
