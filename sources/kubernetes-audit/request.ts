/** What was asked of the API server: verb, resource, name, and what only the request's URI says. */
import { stringAt, textAt, type JsonObject } from 'tallyman/source'

export interface Request {
  readonly verb: string
  readonly path: string
  readonly query: URLSearchParams
  /** `pods/exec`; nothing for paths such as /version. */
  readonly resource: string | undefined
  /** `pods` and `exec` apart. */
  readonly type: string | undefined
  readonly subresource: string | undefined
  readonly namespace: string | undefined
  readonly name: string | undefined
  readonly command: string | undefined
  /** Of a port-forward, where the request says them; SPDY says them in its streams. */
  readonly ports: readonly number[]
  readonly transport: 'websocket' | 'spdy' | 'http' | undefined
}

// Connections that stay open: their start and their end are told apart.
const STREAMS: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward'])
const LONG_RUNNING: ReadonlySet<string> = new Set([...STREAMS, 'proxy', 'log'])

/** Sessions that reach into a container. */
export const isSession = ({ subresource = '' }: Pick<Request, 'subresource'>): boolean => STREAMS.has(subresource)
/** The API calls it `connect`, whichever verb a client opens it with. */
export const isConnection = (request: Request): boolean => isSession(request) || request.subresource === 'proxy'
export const isLongRunning = (subresource = ''): boolean => LONG_RUNNING.has(subresource)

export function requestOf(record: JsonObject): Request {
  const [path, parameters] = splitOnce(textAt(record, 'requestURI') ?? '', '?')
  // A server built with Go 1.16 or older parts parameters at semicolons too.
  const query = new URLSearchParams(parameters.replaceAll(';', '&'))
  const verb = stringAt(record, 'verb')
  const type = textAt(record, 'objectRef.resource')
  const subresource = textAt(record, 'objectRef.subresource')
  return {
    verb,
    path,
    query,
    resource: type !== undefined && subresource !== undefined ? `${type}/${subresource}` : type,
    type,
    subresource,
    namespace: textAt(record, 'objectRef.namespace'),
    name: nameOf(record, path, type),
    command: STREAMS.has(subresource ?? '') ? query.getAll('command').join(' ') || undefined : undefined,
    ports: subresource === 'portforward' ? query.getAll('ports').flatMap(portsIn) : [],
    transport: transportOf(verb, subresource),
  }
}

/** As the API server reads them: with commas, and with however many zeros in front. */
const portsIn = (list: string): number[] =>
  list.split(',').flatMap((word) => (/^0*\d{1,5}$/.test(word) ? Number(word) : []))

/** With generateName only the response knows it; where there is no objectRef.name the path may. */
function nameOf(record: JsonObject, path: string, type: string | undefined): string | undefined {
  const named = textAt(record, 'objectRef.name')
  if (named !== undefined || type === undefined) return named
  if (record['verb'] === 'create' && textAt(record, 'responseObject.kind') !== 'Status') {
    const given = textAt(record, 'responseObject.metadata.name') ?? textAt(record, 'requestObject.metadata.name')
    if (given !== undefined) return given
  }
  const segments = path.split('/')
  const at = segments.indexOf(type)
  const segment = at === -1 ? undefined : segments[at + 1]
  return segment === undefined || segment === '' ? undefined : decoded(segment)
}

/** kubectl 1.30 and newer opens a stream by WebSocket, which is a GET; before it was SPDY, a POST. */
function transportOf(verb: string, subresource = ''): Request['transport'] {
  if (STREAMS.has(subresource)) return verb === 'get' ? 'websocket' : 'spdy'
  return isLongRunning(subresource) ? 'http' : undefined
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
