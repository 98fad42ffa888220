/** The sensor on this very machine: as root, with a Docker engine. It makes containers there, and removes them. */
import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { docker, IMAGE, withoutEngine } from '../../../test/engine.ts'
import { listAt, numberAt, textAt, valueAt } from '../read.ts'
import { hostBlocks, type HostOptions } from './host.ts'

const run = promisify(execFile)
const NAME = `host-${process.pid}`
/** Where nobody has mounted it, in a namespace of its own. */
const BPFTRACE = existsSync('/sys/kernel/tracing/events')
  ? ['bpftrace']
  : ['unshare', '--mount', 'sh', '-c', 'mount -t tracefs x /sys/kernel/tracing; exec bpftrace "$@"', 'bpftrace']

function withoutBpftrace(): string | false {
  const [command = '', ...words] = BPFTRACE
  try {
    execFileSync(
      command,
      [...words, '-e', 'tracepoint:sched:sched_process_exec /curtask->mm != 0/ { } BEGIN { exit(); }'],
      {
        stdio: 'ignore',
        timeout: 30_000,
      },
    )
    return false
  } catch {
    return 'bpftrace is not installed, or this kernel does not let it'
  }
}

const isRoot = process.getuid?.() === 0
const skip = isRoot ? withoutEngine() : 'only root may look at the namespaces of others'

function listen(options: Omit<HostOptions, 'signal'>) {
  const abort = new AbortController()
  const records: unknown[] = []
  const notices: string[] = []
  const ended = (async () => {
    const notice = (words: string): void => void notices.push(words)
    for await (const { bytes } of hostBlocks({ heartbeat: 500, notice, ...options, signal: abort.signal }))
      for (const line of Buffer.from(bytes).toString('utf8').split('\n').filter(Boolean)) records.push(JSON.parse(line))
  })()
  const found = (kind: string, command: string): unknown =>
    records.find((each) => valueAt(each, 'kind') === kind && listAt(each, 'process.args').join(' ') === command)
  return {
    records,
    notices,
    async until(kind: string, command = ''): Promise<unknown> {
      for (;;) {
        const record = found(kind, command)
        if (record !== undefined) return record
        await pause(20)
      }
    },
    async stop(): Promise<void> {
      abort.abort()
      await ended
    },
  }
}

const WAYS = [
  { way: 'proc', unable: false },
  { way: 'bpftrace', unable: skip === false ? withoutBpftrace() : false },
] as const

for (const { way, unable } of WAYS)
  describe(`a host, seen by ${way}`, { skip: skip || unable, timeout: 120_000 }, () => {
    let [container, pid] = ['', '']
    before(() => {
      container = docker('run', '-d', '--name', `${NAME}-${way}`, IMAGE, 'sh', '-c', 'while :; do sleep 0.7; done')
      pid = docker('inspect', '-f', '{{.State.Pid}}', container)
    })
    after(() => docker('rm', '-f', container))

    it('tells who came through the engine from who came past it, and both from the container itself', async () => {
      const sensor = listen({ way, bpftrace: BPFTRACE })
      await sensor.until('exec', 'sleep 0.7')
      const others = [
        run('docker', ['exec', container, 'sleep', '0.61']),
        run('nsenter', ['-t', pid, '-a', 'sleep', '0.62']),
        run('nsenter', ['-t', pid, '-n', 'sleep', '0.63']),
      ]
      const [own, through, past, near] = await Promise.all(
        ['sleep 0.7', 'sleep 0.61', 'sleep 0.62', 'sleep 0.63'].map((command) => sensor.until('exec', command)),
      )
      await Promise.all(others)
      await sensor.stop()
      const standing = (record: unknown) =>
        ['container.id', 'container.by', 'in_init_tree', 'opened.by'].map((path) => valueAt(record, path))
      assert.deepEqual(standing(own), [container, 'cgroup', true, undefined])
      assert.deepEqual(standing(through), [container, 'cgroup', false, 'runtime'])
      assert.deepEqual(standing(past), [container, 'namespaces', false, 'host'])
      assert.deepEqual(standing(near), [undefined, undefined, undefined, undefined])
      assert.deepEqual(valueAt(near, 'joined'), { container, namespaces: ['net'] })
      const chain = listAt(past, 'opened.from').map((each) => numberAt(each, 'pid'))
      assert.ok(chain.includes(process.pid), `${chain.join(' ')} leads to this process, ${process.pid}`)
      assert.match(sensor.notices.join(), way === 'proc' ? /looking at \/proc every 20 ms/ : /by bpftrace/)
    })
    it('tells a program that was brought from one of the image', async () => {
      const sensor = listen({ way, bpftrace: BPFTRACE })
      await sensor.until('exec', 'sleep 0.7')
      const script =
        'cat /bin/busybox > /tmp/sleep; chmod +x /tmp/sleep; touch -t 202001010000 /tmp/sleep; exec /tmp/sleep 1.7'
      await run('docker', ['exec', container, 'sh', '-c', script])
      const records = await Promise.all([sensor.until('exec', 'sleep 0.7'), sensor.until('exec', '/tmp/sleep 1.7')])
      await sensor.stop()
      const [own, brought] = records.map((each) => {
        const [changed, began] = ['process.exe_changed', 'container.began'].map((path) => textAt(each, path) ?? '')
        return Date.parse(changed as string) - Date.parse(began as string)
      })
      assert.ok((own as number) < 0, `${own} ms`)
      assert.ok((brought as number) > 0, `${brought} ms`)
    })
    it('loses nobody of a storm without saying that it may have', async () => {
      const sensor = listen({ way, bpftrace: BPFTRACE })
      await sensor.until('exec', 'sleep 0.7')
      const seen = sensor.records.length
      await run('sh', ['-c', 'i=0; while [ $i -lt 300 ]; do /bin/true storm; i=$((i+1)); done'])
      await pause(1_500)
      await sensor.stop()
      const later = sensor.records.slice(seen)
      const told = later.filter((each) => listAt(each, 'process.args').join(' ') === '/bin/true storm')
      const execs = told.filter((each) => textAt(each, 'kind') === 'exec').length
      const beats = later.filter((each) => textAt(each, 'kind') === 'heartbeat')
      const sum = (name: string): number => beats.reduce<number>((all, each) => all + (numberAt(each, name) ?? 0), 0)
      assert.ok(beats.length > 0)
      assert.ok(sum('processes') + sum('unseen') >= 300, JSON.stringify(beats))
      if (way === 'bpftrace') assert.equal(execs + sum('unseen'), 300)
      else assert.ok(execs + sum('late') + sum('unseen') >= 300, `${execs} seen, ${JSON.stringify(beats)}`)
    })
  })
