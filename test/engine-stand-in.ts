/** A stand-in for a Docker engine: answers what the collector asks, as a script says, on a unix socket. No real engine. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface StandIn {
  readonly address: string
  /** What exists; tests change it. By id. */
  readonly containers: Map<string, { [name: string]: unknown }>
  /** What was asked, in order. */
  readonly asked: string[]
  /** An event: remembered, as the engine does, and sent to all listeners in `pieces` bytes. */
  emit(event: object, pieces?: number): string
  /** Sends bytes that are no event. */
  send(text: string): void
  /** Cuts all connections; new ones are welcome. */
  cut(): void
  /** Forgets all events, as a restart does. */
  forget(): void
  /** Answers so many requests with an error of the server. */
  fail(times: number): void
  close(): Promise<void>
}

interface Remembered {
  readonly time: bigint
  readonly line: string
}

/** Of its last events an engine remembers so many. */
const REMEMBERED = 256

export async function createStandIn(): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'))
  const socket = join(folder, 'docker.sock')
  const containers: StandIn['containers'] = new Map()
  const asked: string[] = []
  const listeners = new Set<ServerResponse>()
  let remembered: Remembered[] = []
  let failures = 0

  const events = (url: URL, response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    const [since, until] = ['since', 'until'].map((name) => nanoseconds(url.searchParams.get(name)))
    const told = remembered.filter(
      ({ time }) => since !== undefined && time >= since && (until === undefined || time <= until),
    )
    for (const { line } of told) response.write(`${line}\n`)
    if (until !== undefined) response.end()
    else {
      listeners.add(response)
      response.on('close', () => listeners.delete(response))
    }
  }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://docker')
    asked.push(`${url.pathname}${url.search}`)
    if (failures > 0) {
      failures -= 1
      response.writeHead(500).end('{"message":"out of order"}')
    } else if (url.pathname === '/events') events(url, response)
    else {
      const found = resource(url.pathname, containers)
      response
        .writeHead(found === undefined ? 404 : 200)
        .end(`${JSON.stringify(found ?? { message: 'no such thing' })}\n`)
    }
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(socket, resolve))

  let sent = Promise.resolve()
  const sendAll = (bytes: Buffer, pieces: number): void => {
    // One after the other, as the engine does.
    sent = sent.then(() => sendPieces(bytes, pieces))
  }
  const sendPieces = async (bytes: Buffer, pieces: number): Promise<void> => {
    for (let at = 0; at < bytes.length; at += pieces) {
      for (const listener of listeners) listener.write(bytes.subarray(at, at + pieces))
      // Each piece is a chunk of its own.
      if (at + pieces < bytes.length) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return {
    address: `unix://${socket}`,
    containers,
    asked,
    emit(event, pieces = 1 << 20) {
      const line = JSON.stringify(event).replace(/"timeNano":"(\d+)"/, '"timeNano":$1')
      const time = BigInt(/"timeNano":(\d+)/.exec(line)?.[1] ?? 0)
      remembered = [...remembered, { time, line }].slice(-REMEMBERED)
      sendAll(Buffer.from(`${line}\n`), pieces)
      return line
    },
    send: (text) => sendAll(Buffer.from(text), 1 << 20),
    cut: () => server.closeAllConnections(),
    forget: () => {
      remembered = []
    },
    fail: (times) => {
      failures = times
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function resource(path: string, containers: StandIn['containers']): unknown {
  const network = { Id: 'n'.repeat(64), Name: 'bridge', Driver: 'bridge', IPAM: {}, Containers: {} }
  const image = {
    Id: `sha256:${'1'.repeat(64)}`,
    RepoTags: ['shop/web:1'],
    Architecture: 'amd64',
    Os: 'linux',
    Size: 1,
  }
  switch (path) {
    case '/info':
      return { ID: 'STAND-IN', Name: 'node1', Driver: 'overlay2', Containers: containers.size, Images: 1 }
    case '/networks':
      return [network]
    case '/images/json':
      return [image]
    case '/containers/json':
      return [...containers.values()].map(({ Id, Name, State }) => ({
        Id,
        Names: [Name],
        State: (State as { Status: string }).Status,
      }))
    default: {
      if (path.startsWith('/networks/')) return network
      if (path.startsWith('/images/')) return image
      return containers.get(/^\/containers\/(\w+)\/json$/.exec(path)?.[1] ?? '')
    }
  }
}

const nanoseconds = (text: string | null): bigint | undefined => {
  const [, seconds, fraction = ''] = /^(\d+)(?:\.(\d{1,9}))?$/.exec(text ?? '') ?? []
  return seconds === undefined ? undefined : BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
}
