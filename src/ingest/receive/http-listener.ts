/** One address that speaks HTTP: who asks, at which door, and whether there is room, before anything is read. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { ListenAddress } from './address.ts'
import { readBody } from './body.ts'
import type { Budget } from './budget.ts'
import { jsonAnswer, type Answer, type Door } from './door.ts'
import type { Limits } from './limits.ts'
import { closeServer, listen, type Listener } from './listener.ts'
import type { RefusalLog } from './refusal-log.ts'
import { Refusal } from './refusal.ts'
import type { Identify, Sender } from './sender.ts'
import { certificateOf, tlsOptions, type ServerTls } from './tls.ts'

export interface ListenerOptions {
  readonly address: ListenAddress
  /** Where the address has TLS. */
  readonly tls?: ServerTls | undefined
  readonly identify: Identify
  readonly limits: Limits
  readonly budget: Budget
  readonly refusals: RefusalLog
}

const KEEP_ALIVE = 60_000
const MAX_HEADERS = 16 * 1024

/** Rejects with InputError where nobody can listen there. */
export async function createHttpListener(doors: readonly Door[], options: ListenerOptions): Promise<Listener> {
  const { address, tls, limits, refusals } = options
  const settings = {
    maxHeaderSize: MAX_HEADERS,
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    connectionsCheckingInterval: Math.min(limits.headers, limits.request) / 2,
    keepAliveTimeout: KEEP_ALIVE,
  }
  const serve = (request: IncomingMessage, response: ServerResponse): void =>
    void answer(doors, options, request, response)
  const server = tls ? https.createServer({ ...settings, ...tlsOptions(tls) }) : http.createServer(settings)
  // Who asks first whether to send a body is answered before it is sent.
  server.on('request', serve).on('checkContinue', serve)
  server.maxConnections = limits.connections
  server.on('drop', () => refusals.told('drop', `refused a connection: there are ${limits.connections} already`))
  server.on('tlsClientError', (error) => refusals.told('tls', `a connection ended before TLS began (${error.message})`))
  const heard = await listen(server, address, refusals)
  return {
    address: heard,
    renew: (renewed) => renewed && server instanceof https.Server && server.setSecureContext(tlsOptions(renewed)),
    close() {
      server.closeIdleConnections()
      return closeServer(server, () => server.closeAllConnections())
    },
  }
}

async function answer(
  doors: readonly Door[],
  options: ListenerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  let [door, sender]: [Door?, Sender?] = []
  try {
    sender = identify(request, options)
    door = doorOf(doors, request)
    if (request.headers.expect !== undefined) response.writeContinue()
    const { bytes, share } = await readBody(request, options.limits, options.budget)
    try {
      say(response, await door.take({ bytes, type, sender }))
    } finally {
      share.release()
    }
  } catch (error) {
    // Who has gone before all of it came is not answered, and nothing of it is kept.
    if (request.destroyed && !request.complete) return
    const refusal = error instanceof Refusal ? error : unkept(error)
    const { status, message } = refusal
    const who = sender?.name ?? 'somebody unknown'
    options.refusals.told(`${status} ${who}`, `refused a delivery of ${who}: ${status}, ${message}`)
    refuse(response, refusal, door?.refuse?.(refusal, type))
  }
}

function refuse(response: ServerResponse, { status, message, retryAfter }: Refusal, answer?: Answer): void {
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
  if (status === 401) response.setHeader('www-authenticate', 'Bearer')
  say(response, answer ?? jsonAnswer(status, { message }))
}

/** The door may have a defect, or the journal has ended: either way it is not kept, and another attempt may be. */
const unkept = (cause: unknown): Refusal =>
  new Refusal(503, `it cannot be kept now (${cause instanceof Error ? cause.name : typeof cause})`, {
    cause,
    retryAfter: 5,
  })

function identify({ headers, socket }: IncomingMessage, options: ListenerOptions): Sender {
  const sender = options.identify({
    authorization: headers.authorization,
    certificate: certificateOf(socket),
    isLoopback: options.address.isLoopback,
  })
  // A page in somebody's browser on this machine can send to loopback, too.
  if (sender.proof === 'loopback' && headers.origin !== undefined)
    throw new Refusal(403, 'a page in a browser may not deliver')
  return sender
}

function doorOf(doors: readonly Door[], { url = '', method }: IncomingMessage): Door {
  const path = url.split('?', 1)[0]
  const door = doors.find((each) => each.path === path)
  if (!door) throw new Refusal(404, `deliver to ${doors.map((each) => each.path).join(', ')}`)
  if (method !== 'POST') throw new Refusal(405, 'deliver with POST')
  return door
}

function say(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
