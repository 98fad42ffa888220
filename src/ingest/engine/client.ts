/** Asks an engine: its API over HTTP, on a socket of the machine or over the network. Only ever reads. */
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { InputError } from '../input/errors.ts'
import { DEFAULT_ADDRESS, type EngineAddress } from './address.ts'

export interface EngineClient {
  /** The text of the answer; nothing where there is no such thing (404). Rejects with InputError. */
  get(path: string): Promise<string | undefined>
  /** The answer as it comes, whatever its length. Rejects with InputError. */
  open(path: string, signal: AbortSignal): Promise<IncomingMessage>
  close(): void
}

// Inspects are many and short; each goes out at once, or the container that it asks for may be gone.
const SOCKETS = 32
/** Of a connection over the network nobody may say that it broke: ask the other side now and then, in milliseconds. */
const KEEP_ALIVE = 15_000

export function createEngineClient({ name, connection, tls }: EngineAddress): EngineClient {
  const protocol = tls ? https : http
  const agent = new protocol.Agent({ keepAlive: true, maxSockets: SOCKETS, ...tls })

  const request = (
    path: string,
    options: { agent?: http.Agent | false; signal?: AbortSignal },
  ): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = { host: 'docker', 'user-agent': 'tallyman' }
      protocol
        .get({ ...connection, ...tls, path, headers, ...options }, resolve)
        .on('socket', (socket) => socket.setKeepAlive(true, KEEP_ALIVE))
        .on('error', (cause) => reject(engineError(name, cause)))
    })

  return {
    async get(path) {
      const answer = await request(path, { agent })
      const text = await textOf(answer).catch((cause: unknown) => {
        throw engineError(name, cause)
      })
      if (answer.statusCode === 404) return undefined
      if (answer.statusCode !== 200) throw refusal(name, path, answer, text)
      return text
    },
    async open(path, signal) {
      const answer = await request(path, { agent: false, signal })
      if (answer.statusCode !== 200) throw refusal(name, path, answer, await textOf(answer).catch(() => ''))
      return answer
    },
    close: () => agent.destroy(),
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const SHOWN = 200

const refusal = (name: string, path: string, { statusCode }: IncomingMessage, text: string): InputError =>
  new InputError(
    name,
    `answers ${statusCode} to GET ${path.split('?')[0]}; is it a Docker engine, and may this user read it? ${text.slice(0, SHOWN)}`.trim(),
  )

const WRONG = new Map([
  [
    'EACCES',
    'permission denied on the socket; add this user to the group docker (sudo usermod -aG docker $USER, then log in again), or run as root: either is as good as root on this machine',
  ],
  [
    'ENOENT',
    `there is no such socket; start the engine (sudo systemctl start docker), or say where it listens (--docker unix:///path or DOCKER_HOST; the usual is ${DEFAULT_ADDRESS})`,
  ],
  ['ECONNREFUSED', 'nobody listens there; start the engine, or say where it listens (--docker or DOCKER_HOST)'],
  ['ENOTFOUND', 'no such host; check the name'],
  ['ETIMEDOUT', 'does not answer; check the address and the firewall'],
  ['EPROTO', 'does not speak as expected; for an engine with TLS set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH'],
  ['HPE_INVALID_CONSTANT', 'does not speak HTTP; for an engine with TLS set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH'],
])
WRONG.set('EPERM', WRONG.get('EACCES') as string)

/** The same in words, with what to do. */
export function engineError(name: string, cause: unknown): InputError {
  if (cause instanceof InputError) return cause
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return new InputError(name, WRONG.get(code) ?? `the connection failed (${code || String(cause)})`, { cause })
}
