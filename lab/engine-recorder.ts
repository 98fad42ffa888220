/** Records what a Docker Engine says: its event stream as it is, and a snapshot of each thing that an event names. */
import { appendFileSync } from 'node:fs'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'

type SnapshotKind = 'container' | 'image' | 'network' | 'info'

interface EngineEvent {
  Type?: string
  Action?: string
  Actor?: { ID?: string; Attributes?: Record<string, string> }
}

export interface EngineRecorder {
  counts: Map<string, number>
  stop(): Promise<void>
}

/** What to inspect after an event. A commit is told of the container; its image is in the attributes. */
function subject(event: EngineEvent): [SnapshotKind, string] | undefined {
  const id = event.Actor?.ID ?? ''
  switch (`${event.Type} ${event.Action}`) {
    case 'container create':
    case 'container start':
      return ['container', id]
    case 'container commit':
      return ['image', event.Actor?.Attributes?.['imageID'] ?? id]
    case 'image tag':
    case 'image pull':
    case 'image import':
    case 'image load':
      return ['image', id]
    case 'network create':
    case 'network connect':
      return ['network', id]
    default:
      return undefined
  }
}

const path: Record<SnapshotKind, (id: string) => string> = {
  container: (id) => `/containers/${id}/json`,
  image: (id) => `/images/${id}/json`,
  network: (id) => `/networks/${id}`,
  info: () => '/info',
}

/** Begins with a snapshot of all that exists, so that what came before the first event is known too. */
export async function startEngineRecorder(socketPath: string, file: string): Promise<EngineRecorder> {
  const counts = new Map<string, number>()
  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1)

  async function snapshot(kind: SnapshotKind, id: string): Promise<void> {
    const answer = await read(await request(socketPath, path[kind](id)))
    if (answer === undefined) return count(`${kind} gone before its snapshot`)
    const head = JSON.stringify({ tallyman: 'docker-engine-snapshot', time: new Date().toISOString(), kind })
    appendFileSync(file, `${head.slice(0, -1)},"object":${answer.trim()}}\n`)
    count(`${kind} snapshot`)
  }

  const stream = await request(socketPath, '/events')
  await snapshot('info', '')
  for (const [kind, list] of [
    ['network', '/networks'],
    ['image', '/images/json'],
    ['container', '/containers/json?all=1'],
  ] as const) {
    const things = JSON.parse((await read(await request(socketPath, list))) ?? '[]') as { Id: string }[]
    for (const { Id } of things) await snapshot(kind, Id)
  }

  const under = new Set<Promise<void>>()
  let rest = ''
  stream.on('data', (bytes: string) => {
    const lines = (rest + bytes).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') continue
      appendFileSync(file, `${line}\n`)
      const event = JSON.parse(line) as EngineEvent
      count(`${event.Type} event`)
      const asked = subject(event)
      if (asked === undefined) continue
      const work = snapshot(...asked).finally(() => under.delete(work))
      under.add(work)
    }
  })
  return {
    counts,
    async stop() {
      stream.destroy()
      await Promise.all(under)
    },
  }
}

function request(socketPath: string, url: string): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    get({ socketPath, path: `/v1.41${url}`, headers: { host: 'docker' } }, (response) => {
      done(response.setEncoding('utf8'))
    }).on('error', fail)
  })
}

async function read(response: IncomingMessage): Promise<string | undefined> {
  let text = ''
  for await (const part of response) text += part
  return response.statusCode === 200 ? text : undefined
}
