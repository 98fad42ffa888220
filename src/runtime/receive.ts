/** A receiver as a process has it: set up by a file, with keys and tokens that are read again when they change. */
import { watchFile, unwatchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { once } from 'node:events'
import { createSecureContext } from 'node:tls'
import { InputError, inputError } from '../ingest/input/errors.ts'
import { createReceiver, type Credentials } from '../ingest/receive/receiver.ts'
import type { Sender } from '../ingest/receive/sender.ts'
import type { Source } from '../ingest/source.ts'
import type { Feed } from './journal.ts'
import { parseReceiveFile, type ReceiveFile } from './receive-file.ts'

export interface ReceiveOptions {
  /** See docs/guides/receivers.md. */
  readonly file: string
  readonly sources: ReadonlyMap<string, Source>
  readonly signal: AbortSignal
  readonly notice: (words: string) => void
  /** How often to look whether keys and tokens have changed, in milliseconds. */
  readonly interval?: number
  readonly environment?: Environment
}

type Environment = { readonly [name: string]: string | undefined }

const INTERVAL = 5_000
/** 128 bits in hex are 32 characters; half of that is no secret. */
const SHORTEST_TOKEN = 16

/** Reads what it needs, so that a mistake is found before anything is watched. Rejects with InputError and ReceiveFileError. */
export async function openReceiver(options: ReceiveOptions): Promise<Feed> {
  const { file, sources, signal, notice, interval = INTERVAL, environment = process.env } = options
  const said = parseReceiveFile(await readText(file), file, new Set(sources.keys()))
  const credentials = await readCredentials(said, environment)
  return async (put) => {
    const receiver = await createReceiver({ addresses: said.addresses, credentials, sources, put, notice })
    notice(`listening on ${receiver.addresses.join(', ')}`)
    const renew = async (): Promise<void> => {
      try {
        receiver.renew(await readCredentials(said, environment))
        notice('the keys and tokens of the receiver have changed and were read again')
      } catch (error) {
        notice(`what changed is not used: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    const onChange = (): void => void renew()
    const paths = pathsOf(said)
    // By looking: a secret that Kubernetes mounts is a symbolic link, and what it leads to is replaced.
    for (const path of paths) watchFile(path, { interval, persistent: false }, onChange)
    if (!signal.aborted) await once(signal, 'abort')
    for (const path of paths) unwatchFile(path, onChange)
    await receiver.close()
  }
}

const pathsOf = ({ tls, senders }: ReceiveFile): string[] => [
  ...(tls ? [tls.certificate, tls.key, ...(tls.clients === undefined ? [] : [tls.clients])] : []),
  ...senders.flatMap(({ token_file }) => token_file ?? []),
]

async function readCredentials({ file, tls, senders }: ReceiveFile, environment: Environment): Promise<Credentials> {
  const known: Sender[] = []
  for (const { name, delivers, ...how } of senders)
    known.push({
      name,
      ...(delivers !== 'anything' && { delivers: new Set(delivers) }),
      proof: await proofOf(how, file, environment),
    })
  const tokens = known.flatMap(({ proof }) => (typeof proof === 'object' && 'token' in proof ? [proof.token] : []))
  if (new Set(tokens).size < tokens.length) throw new InputError(file, 'two senders have the same token')
  return { senders: known, ...(tls && { tls: await readTls(tls) }) }
}

async function proofOf(
  { token_file, token_env, certificate }: Partial<ReceiveFile['senders'][number]>,
  file: string,
  environment: Environment,
): Promise<Sender['proof']> {
  if (certificate !== undefined) return { certificate }
  if (token_file !== undefined) return { token: tokenOf(await readText(token_file), token_file) }
  if (token_env === undefined) return 'loopback'
  const token = environment[token_env]
  if (token === undefined) throw new InputError(file, `the environment has no ${token_env}`)
  return { token: tokenOf(token, `the variable ${token_env}`) }
}

function tokenOf(text: string, where: string): string {
  const token = text.trim()
  if (token.length < SHORTEST_TOKEN || /\s/.test(token))
    throw new InputError(
      where,
      `should hold one token of at least ${SHORTEST_TOKEN} characters, such as openssl rand -hex 32 makes`,
    )
  return token
}

async function readTls(paths: NonNullable<ReceiveFile['tls']>): Promise<NonNullable<Credentials['tls']>> {
  const tls = {
    certificate: await readText(paths.certificate),
    key: await readText(paths.key),
    ...(paths.clients !== undefined && { clients: await readText(paths.clients) }),
  }
  try {
    createSecureContext({ cert: tls.certificate, key: tls.key, ca: tls.clients })
  } catch (cause) {
    throw new InputError(
      paths.certificate,
      `is no certificate for the key ${paths.key}, or one of them, or the certificates of clients, is not PEM (${cause instanceof Error ? cause.message : String(cause)})`,
      { cause },
    )
  }
  return tls
}

const readText = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    throw inputError(path, cause)
  })
