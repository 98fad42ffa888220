/** Delivers to a receiver as others do: over HTTP with TLS, and as a stream of syslog. */
import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'

export interface Delivery {
  readonly url: string
  readonly body?: string | Uint8Array
  readonly method?: string
  readonly headers?: { readonly [name: string]: string }
  readonly token?: string
  readonly tls?: tls.ConnectionOptions
  readonly agent?: https.Agent
}

export interface Answered {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly bytes: Buffer
  readonly json: unknown
}

/** Rejects where the connection ends without an answer. */
export async function post({
  url,
  body,
  method = 'POST',
  headers,
  token,
  tls: own,
  agent,
}: Delivery): Promise<Answered> {
  const protocol = url.startsWith('https') ? https : http
  const request = protocol.request(url, {
    method,
    ...(agent ? { agent } : { agent: false }),
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    ...own,
  })
  // Who refuses a body early may end the connection while it is still sent; the answer is what counts.
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve)
    request.on('error', reject)
  })
  request.end(body)
  const response = await answered
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  const isJson = response.headers['content-type'] === 'application/json'
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    bytes,
    json: isJson ? (JSON.parse(bytes.toString('utf8')) as unknown) : undefined,
  }
}

/** Sends `chunks` one after the other and ends; resolves when the other side has ended, too. */
export async function stream(
  url: string,
  chunks: readonly (string | Uint8Array)[],
  own?: tls.ConnectionOptions,
): Promise<void> {
  const { hostname, port, protocol } = new URL(url)
  const socket = protocol.includes('tls')
    ? tls.connect({ host: hostname, port: Number(port), ...own })
    : net.connect({ host: hostname, port: Number(port) })
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  for (const chunk of chunks) if (!socket.destroyed) await new Promise((resolve) => socket.write(chunk, resolve))
  socket.end()
  socket.resume()
  await closed
}

export interface AuditEvent {
  readonly auditID: string
  readonly stage: string
}

/** An EventList of audit.k8s.io as an API server sends it: its items do not say their kind. */
export const eventList = (events: readonly AuditEvent[], more: object = {}): string =>
  `${JSON.stringify({
    kind: 'EventList',
    apiVersion: 'audit.k8s.io/v1',
    metadata: {},
    items: events.map(({ auditID, stage }) => ({
      level: 'Metadata',
      auditID,
      stage,
      requestURI: '/api/v1/namespaces/shop/pods/web-7d9',
      verb: 'get',
      user: { username: 'ana', groups: ['system:authenticated'] },
      sourceIPs: ['10.0.4.7'],
      objectRef: { resource: 'pods', namespace: 'shop', name: 'web-7d9', apiVersion: 'v1' },
      responseStatus: { metadata: {}, code: 200 },
      requestReceivedTimestamp: '2026-01-01T00:00:00.000000Z',
      stageTimestamp: '2026-01-01T00:00:00.001000Z',
      ...more,
    })),
  })}\n`
