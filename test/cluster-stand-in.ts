/** A stand-in for a Kubernetes API server: lists and watches over HTTPS, as a script says. No real cluster. */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createAuthority, type Authority } from './certificates.ts'
import { temporaryFolder } from './temporary.ts'

type Json = { readonly [name: string]: unknown }

export interface ClusterStandIn {
  readonly port: number
  readonly authority: Authority
  /** A file whose current context is this server, with the token that it wants. */
  readonly kubeconfig: string
  /** The paths and queries that were asked for, in order. */
  readonly asked: string[]
  /** Makes or replaces an object, with a new resource version; watches hear of it. */
  put(plural: string, name: string, fields?: Json): string
  remove(plural: string, name: string): void
  bookmark(plural: string): string
  /** Sends bytes to all watches of a kind. */
  send(plural: string, text: string): void
  /** Forgets what happened: a watch from before is refused, in its first line or by the status of its answer. */
  forget(how?: 'line' | 'status'): void
  /** Cuts all connections; new ones are welcome. */
  cut(): void
  /** Answers with this status to so many requests that begin so, before it answers rightly. */
  fail(path: string, status: number, times: number, headers?: { readonly [name: string]: string }): void
  forbid(...plurals: readonly string[]): void
  allow(): void
  /** The token that is taken from now on. */
  demand(token: string): void
  close(): Promise<void>
}

/** Only the older version is served, as by a server of its time. */
const OLD = new Map([['cronjobs', 'batch/v1beta1']])

interface Happened {
  readonly plural: string
  readonly version: number
  readonly line: string
}

interface Failure {
  readonly path: string
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  times: number
}

export async function createClusterStandIn(): Promise<ClusterStandIn> {
  const authority = createAuthority()
  const pair = authority.issue('localhost')
  const objects = new Map<string, Map<string, Json>>()
  const watches = new Map<ServerResponse, string>()
  const asked: string[] = []
  const forbidden = new Set<string>()
  const failures: Failure[] = []
  let [version, oldest, token] = [100, 0, 'good']
  let goneBy: 'line' | 'status' = 'line'
  let history: Happened[] = []

  const tell = (plural: string, type: string, object: Json): void => {
    const line = `${JSON.stringify({ type, object })}\n`
    history.push({ plural, version, line })
    send(plural, line)
  }
  const send = (plural: string, text: string): void => {
    for (const [response, watched] of watches) if (watched === plural) response.write(text)
  }
  const list = (plural: string, query: URLSearchParams, response: ServerResponse): void => {
    const all = [...(objects.get(plural)?.values() ?? [])]
    const [from = 0, at = version] = (query.get('continue') || undefined)?.split('.').map(Number) ?? []
    if (at < oldest) return refuse(response, 410, 'The provided continue parameter is too old')
    const limit = Number(query.get('limit'))
    const more = from + limit < all.length ? { continue: `${from + limit}.${at}` } : {}
    const metadata = { resourceVersion: String(at), ...more }
    response.end(JSON.stringify({ kind: `${kindOf(plural)}List`, metadata, items: all.slice(from, from + limit) }))
  }
  const watch = (plural: string, query: URLSearchParams, response: ServerResponse): void => {
    const from = Number(query.get('resourceVersion'))
    const gone = `too old resource version: ${from} (${oldest})`
    if (from < oldest && goneBy === 'status') return refuse(response, 410, gone)
    response.writeHead(200)
    if (from < oldest) return void response.end(`${JSON.stringify({ type: 'ERROR', object: status(410, gone) })}\n`)
    response.flushHeaders()
    for (const each of history) if (each.plural === plural && each.version > from) response.write(each.line)
    watches.set(response, plural)
    response.on('close', () => watches.delete(response))
  }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'https://cluster')
    asked.push(`${url.pathname}${url.search}`)
    const failure = failures.find(({ path, times }) => times > 0 && asked.at(-1)?.startsWith(path))
    if (failure) {
      failure.times -= 1
      return refuse(response, failure.status, 'out of order', failure.headers)
    }
    if (request.headers.authorization !== `Bearer ${token}`) return refuse(response, 401, 'Unauthorized')
    if (url.pathname === '/version') return void response.end('{"gitVersion":"v1.35.0"}')
    const [, served = '', plural = ''] = /^\/apis?\/(.*)\/([a-z]+)$/.exec(url.pathname) ?? []
    if (OLD.has(plural) && OLD.get(plural) !== served) return refuse(response, 404, 'the server could not find it')
    if (forbidden.has(plural) || forbidden.has('*')) return refuse(response, 403, `${plural} is forbidden`)
    if (url.searchParams.get('watch') === '1') watch(plural, url.searchParams, response)
    else list(plural, url.searchParams, response)
  }
  const server = createServer({ key: pair.private, cert: pair.cert }, answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const kubeconfig = join(temporaryFolder(), 'config')
  writeFileSync(kubeconfig, kubeconfigOf(`https://127.0.0.1:${port}`, authority, { token }))

  return {
    port,
    authority,
    kubeconfig,
    asked,
    put(plural, name, fields = {}) {
      version += 1
      const kind = objects.get(plural) ?? new Map<string, Json>()
      objects.set(plural, kind)
      const metadata = {
        namespace: 'shop',
        uid: `uid-${plural}-${name}`,
        ...(fields['metadata'] as Json),
        name,
        resourceVersion: String(version),
      }
      const object = { ...fields, metadata }
      tell(plural, kind.has(name) ? 'MODIFIED' : 'ADDED', object)
      kind.set(name, object)
      return String(version)
    },
    remove(plural, name) {
      version += 1
      const object = objects.get(plural)?.get(name) as Json
      objects.get(plural)?.delete(name)
      tell(plural, 'DELETED', {
        ...object,
        metadata: { ...(object['metadata'] as Json), resourceVersion: String(version) },
      })
    },
    bookmark(plural) {
      version += 1
      send(
        plural,
        `${JSON.stringify({ type: 'BOOKMARK', object: { metadata: { resourceVersion: String(version) } } })}\n`,
      )
      return String(version)
    },
    send,
    forget(how = 'line') {
      version += 1
      ;[oldest, history, goneBy] = [version, [], how]
    },
    cut: () => server.closeAllConnections(),
    fail: (path, code, times, headers = {}) => void failures.push({ path, status: code, times, headers }),
    forbid(...plurals) {
      for (const plural of plurals) forbidden.add(plural)
    },
    allow: () => forbidden.clear(),
    demand(wanted) {
      token = wanted
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const kubeconfigOf = (server: string, { certificate }: Pick<Authority, 'certificate'>, user: Json): string =>
  JSON.stringify({
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'stand-in', user: 'tallyman' } }],
    clusters: [{ name: 'stand-in', cluster: { server, 'certificate-authority': certificate } }],
    users: [{ name: 'tallyman', user }],
  })

const kindOf = (plural: string): string => plural.charAt(0).toUpperCase() + plural.slice(1, -1)

const status = (code: number, message: string): Json => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  code,
  message,
})

const refuse = (
  response: ServerResponse,
  code: number,
  message: string,
  headers: { readonly [name: string]: string } = {},
): void => void response.writeHead(code, headers).end(JSON.stringify(status(code, message)))
