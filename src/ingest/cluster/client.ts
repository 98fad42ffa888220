/** Asks an API server over HTTPS. Only ever reads. */
import type { ClientRequest, IncomingMessage } from 'node:http'
import https from 'node:https'
import { InputError } from '../input/errors.ts'
import type { ClusterAccess } from './access.ts'
import type { Proof } from './credentials.ts'

export interface Answer {
  readonly status: number
  readonly text: string
  /** Milliseconds that the server asks us to wait. */
  readonly wait: number
}

export interface ClusterClient {
  /** The whole answer, whatever its status; `undefined` where it is longer than what is held at a time. Rejects with InputError. */
  get(path: string, signal: AbortSignal): Promise<Answer | undefined>
  /** The answer as it comes where the status is 200; the whole of a refusal. Rejects with InputError. */
  open(path: string, signal: AbortSignal): Promise<IncomingMessage | Answer>
  close(): void
}

/** Lists are long: so many at a time, so that we weigh little on the server and hold little. */
const SOCKETS = 4
/** Milliseconds: of a connection nobody may say that it broke. */
const KEEP_ALIVE = 15_000
const PATIENCE = 60_000
const LONGEST_ANSWER = 64 * 1024 * 1024

export interface ClientLimits {
  /** In bytes. */
  readonly longest?: number
}

export function createClusterClient(
  access: ClusterAccess,
  { longest = LONGEST_ANSWER }: ClientLimits = {},
): ClusterClient {
  const { server, ca, serverName, credentials } = access
  const agent = new https.Agent({ keepAlive: true, maxSockets: SOCKETS })
  const place = {
    // An IPv6 address stands in brackets in a URL, and without them elsewhere.
    host: server.hostname.replace(/^\[|\]$/g, ''),
    port: server.port === '' ? 443 : Number(server.port),
    ...(ca !== undefined && { ca }),
    ...(serverName !== undefined && { servername: serverName }),
  }
  const prefix = server.pathname.replace(/\/$/, '')

  const request = async (path: string, options: https.RequestOptions, refused?: Proof): Promise<IncomingMessage> => {
    const proof = await credentials.current(refused)
    const { token, cert, key } = proof
    const headers = {
      accept: 'application/json',
      'user-agent': 'tallyman',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    }
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      https
        .get({ ...place, cert, key, path: prefix + path, headers, ...options }, resolve)
        .on('socket', (socket) => socket.setKeepAlive(true, KEEP_ALIVE))
        .on('timeout', function (this: ClientRequest) {
          this.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }))
        })
        .on('error', reject)
    })
    if (answer.statusCode !== 401 || refused) return answer
    answer.resume()
    return request(path, options, proof)
  }
  const asked = <T>(asking: Promise<T>): Promise<T> =>
    asking.catch((cause: unknown) => {
      throw clusterError(access.cluster, cause)
    })

  const whole = async (answer: IncomingMessage): Promise<Answer | undefined> => {
    const text = await textOf(answer, longest)
    const wait = Number(answer.headers['retry-after']) * 1000 || 0
    return text === undefined ? undefined : { status: answer.statusCode ?? 0, text, wait }
  }
  return {
    get: (path, signal) => asked(request(path, { agent, signal, timeout: PATIENCE }).then(whole)),
    async open(path, signal) {
      // A watch has a connection of its own, and may be silent for long.
      const answer = await asked(request(path, { agent: false, signal }))
      if (answer.statusCode === 200) return answer
      return (await asked(whole(answer))) ?? { status: answer.statusCode ?? 0, text: '', wait: 0 }
    },
    close: () => agent.destroy(),
  }
}

/** Nothing where it is longer than `longest` bytes. */
async function textOf(answer: IncomingMessage, longest: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    size += (chunk as Buffer).length
    if (size > longest) {
      answer.destroy()
      return undefined
    }
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const UNTRUSTED =
  "the server's certificate is of nobody whom we trust; give the cluster's certificate-authority in the kubeconfig"
const WRONG = new Map([
  ['ECONNREFUSED', 'nobody listens there; check the address in the kubeconfig'],
  ['ENOTFOUND', 'no such host; check the address in the kubeconfig'],
  ['EAI_AGAIN', 'its name cannot be resolved now; check the network'],
  ['ETIMEDOUT', 'does not answer; check the address and the firewall'],
  ['ECONNRESET', 'the connection broke'],
  ['EPROTO', 'does not speak TLS; check the address in the kubeconfig'],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    "the server's certificate is for another name; give tls-server-name in the kubeconfig",
  ],
  ['CERT_HAS_EXPIRED', "the server's certificate has expired"],
  ['SELF_SIGNED_CERT_IN_CHAIN', UNTRUSTED],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', UNTRUSTED],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNTRUSTED],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNTRUSTED],
])

/** The same in words, with what to do. */
export function clusterError(cluster: string, cause: unknown): InputError {
  if (cause instanceof InputError) return cause
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return new InputError(
    `kubernetes:${cluster}`,
    WRONG.get(code) ?? `the connection failed (${code || String(cause)})`,
    {
      cause,
    },
  )
}
