/** Sigma's own names for what is seen on a network, so that a rule of a category reads every sensor of it. */
import type { Logsource, View } from '../model/event.ts'
import { lazyView } from '../model/lazy.ts'
import type { Flow } from './flow.ts'
import { present } from './present.ts'

export const NETWORK_CONNECTION = { category: 'network_connection' } as const
export const LINUX_CONNECTION = { product: 'linux', category: 'network_connection' } as const
export const FIREWALL = { category: 'firewall' } as const
export const DNS = { category: 'dns' } as const
export const PROXY = { category: 'proxy' } as const
export const WEBSERVER = { category: 'webserver' } as const

/** A connection that begins. No sensor of a network names the process, so that rules which ask for one stay silent. */
export const connectionView = (flow: Flow, logsource: Logsource = NETWORK_CONNECTION): View =>
  lazyView(logsource, () =>
    present({
      Protocol: flow.protocol,
      Initiated: flow.direction && flow.direction !== 'lateral' ? String(flow.direction === 'outbound') : undefined,
      SourceIp: flow.from.ip,
      SourcePort: flow.from.port,
      SourceHostname: flow.from.hostname,
      SourceIsIpv6: flow.from.ip && String(flow.from.ip.includes(':')),
      DestinationIp: flow.to.ip,
      DestinationPort: flow.to.port,
      DestinationHostname: flow.to.hostname,
      DestinationIsIpv6: flow.to.ip && String(flow.to.ip.includes(':')),
    }),
  )

const BLOCKED: ReadonlySet<Flow['verdict']> = new Set(['dropped', 'rejected'] as const)

/** What a packet filter let through or not; nothing where the record does not say. */
export const firewallViews = ({ verdict, from, to, protocol }: Flow): View[] =>
  verdict === undefined
    ? []
    : [
        lazyView(FIREWALL, () =>
          present({
            action: BLOCKED.has(verdict) ? 'deny' : 'accept',
            blocked: String(BLOCKED.has(verdict)),
            protocol,
            src_ip: from.ip,
            src_port: from.port,
            dst_ip: to.ip,
            dst_port: to.port,
          }),
        ),
      ]

export interface Lookup {
  readonly query: string | undefined
  /** `A`, `TXT`. */
  readonly type: string | undefined
  readonly answers?: readonly string[] | undefined
  /** `NOERROR`, `NXDOMAIN`. */
  readonly rcode?: string | undefined
}

export const dnsView = ({ query, type, answers, rcode }: Lookup, { from, to }: Flow): View =>
  lazyView(DNS, () =>
    present({
      query,
      record_type: type,
      answer: answers && answers.length > 0 ? answers : undefined,
      response_code: rcode,
      src_ip: from.ip,
      src_port: from.port,
      dst_ip: to.ip,
      dst_port: to.port,
    }),
  )

export interface Request {
  readonly method: string | undefined
  readonly host: string | undefined
  /** As the request line has it: path and query, or the whole URL where a proxy was asked. */
  readonly uri: string | undefined
  readonly user_agent?: string | undefined
  readonly referrer?: string | undefined
  readonly status?: number | undefined
  readonly version?: string | undefined
  readonly username?: string | undefined
  readonly request_bytes?: number | undefined
  readonly response_bytes?: number | undefined
}

/** A request that could be read on its way is what the server would log, and what a proxy before the client would. */
export function httpViews(request: Request, { from, to }: Flow): View[] {
  const { method, host, uri = '', user_agent, referrer, status, version, username } = request
  const url = urlOf(request)
  // Rules of SigmaHQ look for paths in the query: there it is the whole of what was asked for.
  const path = uri.replace(/^[a-z]+:\/\/[^/?#]*/i, '')
  const [stem = ''] = path.split(/[?#]/, 1)
  const query = path.slice(stem.length).replace(/^\?/, '')
  const both = { 'cs-method': method, 'cs-host': host, 'sc-status': status, 'cs-version': version }
  const bytes = { 'cs-bytes': request.request_bytes, 'sc-bytes': request.response_bytes }
  const proxy = {
    'c-uri': url,
    'c-uri-stem': stem,
    'c-uri-query': query,
    'c-uri-extension': /\.([A-Za-z0-9]{1,10})$/.exec(stem)?.[1],
    'c-useragent': user_agent,
    'cs-referrer': referrer,
    'r-dns': host?.replace(/:\d{1,5}$/, ''),
    src_ip: from.ip,
    dst_ip: to.ip,
    dst_port: to.port,
  }
  const server = {
    'cs-uri': path,
    'cs-uri-stem': stem,
    'cs-uri-query': path,
    'cs-user-agent': user_agent,
    'cs-referer': referrer,
    'cs-username': username,
    'c-ip': from.ip,
    's-ip': to.ip,
    's-port': to.port,
  }
  return [
    { logsource: PROXY, fields: present({ ...both, ...bytes, ...proxy }) },
    { logsource: WEBSERVER, fields: present({ ...both, ...bytes, ...server }) },
  ]
}

/** What was asked for, as far as it is known: `http://shop.example/cart`. */
export const urlOf = ({ host, uri }: Pick<Request, 'host' | 'uri'>): string | undefined => {
  if (uri === undefined || /^[a-z]+:\/\//i.test(uri) || host === undefined) return uri
  return `http://${host}${uri}`
}

/** For `details`, in OCSF's names. */
export const httpDetails = (request: Request) =>
  present({
    http_request: present({
      http_method: request.method,
      url: urlOf(request),
      user_agent: request.user_agent,
      referrer: request.referrer,
      version: request.version,
    }),
    http_response: request.status === undefined ? undefined : { code: request.status },
  })

/** For `details`, in OCSF's names. */
export const dnsDetails = ({ query, type, answers, rcode }: Lookup) =>
  present({
    query: query === undefined ? undefined : present({ hostname: query, type }),
    answers: answers && answers.length > 0 ? answers.map((rdata) => ({ rdata })) : undefined,
    rcode,
  })
