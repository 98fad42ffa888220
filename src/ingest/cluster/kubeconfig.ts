/** Reads kubeconfig files as kubectl does: contexts, clusters and users by name, of several files the first that has one. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import type { JsonObject } from '../../model/record.ts'
import { InputError, inputError } from '../input/errors.ts'
import { isObject, listAt, objectAt, textAt } from '../read.ts'
import type { ClusterAccess } from './access.ts'
import { fileCredentials, fixedCredentials, type Credentials } from './credentials.ts'
import { execCredentials } from './exec-credentials.ts'

interface Config {
  readonly file: string
  readonly value: unknown
}

/** A part of a config, and the file it stands in: paths in it begin at that file's folder. */
interface Part {
  readonly file: string
  readonly value: JsonObject
}

/** Throws InputError, with the file and what to do. */
export function kubeconfigAccess(files: readonly string[], context?: string): ClusterAccess {
  const configs = files.map(readConfig)
  const [first] = configs as [Config, ...Config[]]
  const wanted =
    context ?? configs.map(({ value }) => textAt(value, 'current-context')).find((name) => name !== undefined)
  if (wanted === undefined) throw new InputError(first.file, 'has no current-context; name one (--kubernetes CONTEXT)')
  const chosen = partOf(configs, 'context', wanted)
  const [cluster, user] = [textAt(chosen.value, 'cluster'), textAt(chosen.value, 'user')]
  if (cluster === undefined || user === undefined)
    throw new InputError(chosen.file, `the context ${wanted} lacks a cluster or a user`)
  const place = partOf(configs, 'cluster', cluster)
  const reached = serverOf(place)
  const told = clusterTold(place, reached)
  return { cluster, ...reached, credentials: credentialsOf(partOf(configs, 'user', user), told) }
}

function readConfig(file: string): Config {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw inputError(file, cause)
  }
  try {
    return { file, value: parse(text) as unknown }
  } catch (cause) {
    // The parser's words may quote a key.
    throw new InputError(file, 'is no YAML', { cause })
  }
}

function partOf(configs: readonly Config[], kind: 'context' | 'cluster' | 'user', name: string): Part {
  const named = configs.map(({ file, value }) => ({
    file,
    items: listAt(value, `${kind}s`).filter((item) => textAt(item, 'name') !== undefined),
  }))
  for (const { file, items } of named) {
    const found = items.find((item) => textAt(item, 'name') === name)
    if (found) return { file, value: objectAt(found, kind) ?? {} }
  }
  const known = named.flatMap(({ items }) => items.map((item) => textAt(item, 'name')))
  throw new InputError(
    configs.map(({ file }) => file).join(', '),
    `there is no ${kind} ${name}; ${known.length === 0 ? 'there is none at all' : `there are ${known.join(', ')}`}`,
  )
}

function serverOf({ file, value }: Part): Pick<ClusterAccess, 'server' | 'ca' | 'serverName'> {
  const server = URL.parse(textAt(value, 'server') ?? '')
  if (server?.protocol !== 'https:')
    throw new InputError(
      file,
      `the server ${textAt(value, 'server') ?? ''} is no https:// address, and no other is spoken`,
    )
  if (value['insecure-skip-tls-verify'] === true)
    throw new InputError(
      file,
      'insecure-skip-tls-verify would let anybody on the way tell us what the cluster is; give certificate-authority',
    )
  if (textAt(value, 'proxy-url') !== undefined)
    throw new InputError(file, 'proxy-url is not supported; forward a port (ssh -L) and give tls-server-name')
  const [ca, serverName] = [pemOf({ file, value }, 'certificate-authority'), textAt(value, 'tls-server-name')]
  return { server, ...(ca !== undefined && { ca }), ...(serverName !== undefined && { serverName }) }
}

/** For a program that gives credentials and wants to know for what. */
function clusterTold({ value }: Part, { server, ca, serverName }: ReturnType<typeof serverOf>): JsonObject {
  const extension = listAt(value, 'extensions').find((each) => textAt(each, 'name') === EXTENSION)
  return {
    server: server.href.replace(/\/$/, ''),
    ...(ca !== undefined && { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
    ...(serverName !== undefined && { 'tls-server-name': serverName }),
    ...(extension !== undefined && { config: objectAt(extension, 'extension') }),
  }
}
const EXTENSION = 'client.authentication.k8s.io/exec'

/** What would otherwise be left out in silence, so that we came as somebody else, or as nobody. */
const UNSUPPORTED = new Map([
  ['username', 'a password is no longer taken by any API server; use a token or a certificate'],
  ['auth-provider', 'auth-provider is gone from Kubernetes since 1.26; use exec, a token or a certificate'],
  ['as', 'impersonation (as) is not supported; give this user the rights itself'],
])

function credentialsOf(part: Part, cluster: JsonObject): Credentials {
  const { file, value } = part
  for (const [name, wrong] of UNSUPPORTED) if (value[name] !== undefined) throw new InputError(file, wrong)
  if (isObject(value['exec'])) return execCredentials(value['exec'], { file, cluster })
  const tokenFile = textAt(value, 'tokenFile')
  if (tokenFile !== undefined) {
    const path = resolve(dirname(file), tokenFile)
    return fileCredentials(path, (cause) => inputError(path, cause))
  }
  const [cert, key] = [pemOf(part, 'client-certificate'), pemOf(part, 'client-key')]
  if ((cert === undefined) !== (key === undefined))
    throw new InputError(file, 'a client-certificate needs its client-key, and the other way round')
  const token = textAt(value, 'token')
  if (token === undefined && cert === undefined)
    throw new InputError(file, 'the user has no credentials (a token, a tokenFile, a client-certificate, or exec)')
  return fixedCredentials({
    ...(token !== undefined && { token }),
    ...(cert !== undefined && key !== undefined && { cert, key }),
  })
}

/** Inline in base64 under `NAME-data`, which comes first, or in a file. */
function pemOf({ file, value }: Part, name: string): string | undefined {
  const inline = textAt(value, `${name}-data`)
  if (inline !== undefined) return Buffer.from(inline, 'base64').toString('utf8')
  const path = textAt(value, name)
  if (path === undefined) return undefined
  const place = resolve(dirname(file), path)
  try {
    return readFileSync(place, 'utf8')
  } catch (cause) {
    throw inputError(place, cause)
  }
}
