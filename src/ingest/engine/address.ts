/** Where an engine listens, as DOCKER_HOST says it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../input/errors.ts'

export interface EngineAddress {
  /** What the blocks are named by: `docker:unix:///var/run/docker.sock`. */
  readonly name: string
  /** What node:http needs to reach it. */
  readonly connection: { readonly socketPath: string } | { readonly host: string; readonly port: number }
  /** The client's key and whom it trusts, where the engine speaks TLS. */
  readonly tls?: { readonly ca: Buffer; readonly cert: Buffer; readonly key: Buffer }
}

export const DEFAULT_ADDRESS = 'unix:///var/run/docker.sock'

type Environment = { readonly [name: string]: string | undefined }

/** `address`, or what DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH say, or the usual socket. Throws InputError. */
export function parseEngineAddress(address: string | undefined, environment: Environment = process.env): EngineAddress {
  const text = address ?? (environment['DOCKER_HOST'] || DEFAULT_ADDRESS)
  const name = `docker:${text}`
  if (text.startsWith('unix:///')) return { name, connection: { socketPath: text.slice('unix://'.length) } }
  const url = URL.parse(text)
  if (!url?.hostname || !OVER_THE_NETWORK.has(url.protocol))
    throw new InputError(
      name,
      'is no address of an engine; give unix:///path/to/docker.sock or tcp://host:port (for ssh://, forward the socket: ssh -L /tmp/docker.sock:/var/run/docker.sock HOST)',
    )
  const secure = url.protocol === 'https:' || Boolean(environment['DOCKER_TLS_VERIFY'])
  // An IPv6 address stands in brackets in a URL, and without them elsewhere.
  const connection = { host: url.hostname.replace(/^\[|\]$/g, ''), port: portOf(url, secure) }
  return secure ? { name, connection, tls: readKeys(name, environment) } : { name, connection }
}

const OVER_THE_NETWORK = new Set(['tcp:', 'http:', 'https:'])

const portOf = ({ port, protocol }: URL, secure: boolean): number => {
  if (port !== '') return Number(port)
  return protocol === 'tcp:' ? (secure ? 2376 : 2375) : secure ? 443 : 80
}

function readKeys(name: string, environment: Environment): EngineAddress['tls'] & object {
  const folder = environment['DOCKER_CERT_PATH'] ?? join(environment['HOME'] ?? '', '.docker')
  try {
    const [ca, cert, key] = (['ca.pem', 'cert.pem', 'key.pem'] as const).map((file) => readFileSync(join(folder, file)))
    return { ca, cert, key } as { ca: Buffer; cert: Buffer; key: Buffer }
  } catch (cause) {
    throw new InputError(
      name,
      `needs ca.pem, cert.pem and key.pem in ${folder}; set DOCKER_CERT_PATH to where they are`,
      { cause },
    )
  }
}
