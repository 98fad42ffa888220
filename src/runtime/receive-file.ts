/** The file that says where a receiver listens, who may deliver what, and how each is known. */
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { readLocated } from '../ads/located-yaml.ts'
import { parseListenAddress, type ListenAddress } from '../ingest/receive/address.ts'

const DEFAULT_ADDRESS = 'https://127.0.0.1:9443'

const sender = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?$/, 'should be of a-z, 0-9, - and ., as a host is named'),
  delivers: z.union([z.literal('anything'), z.array(z.string()).min(1)], 'should be a list of sources, or anything'),
  token_file: z.string().min(1).optional(),
  token_env: z.string().min(1).optional(),
  certificate: z.string().min(1).optional(),
  loopback: z.literal(true).optional(),
})
const shape = z.strictObject({
  listen: z.array(z.string()).min(1).default([DEFAULT_ADDRESS]),
  tls: z
    .strictObject({ certificate: z.string().min(1), key: z.string().min(1), clients: z.string().min(1).optional() })
    .optional(),
  senders: z.array(sender).min(1),
})
type SenderEntry = z.infer<typeof sender>
type TlsPaths = NonNullable<z.infer<typeof shape>['tls']>

export interface ReceiveFile {
  readonly file: string
  readonly addresses: readonly ListenAddress[]
  /** Paths; those of the file are relative to its folder. */
  readonly tls?: TlsPaths
  readonly senders: readonly SenderEntry[]
}

interface Fault {
  readonly line: number
  readonly problem: string
}

/** The file says no receiver that could be; with all that is wrong with it. */
export class ReceiveFileError extends Error {
  override readonly name = 'ReceiveFileError'
  readonly code = 'TALLYMAN_RECEIVE_FILE'
  readonly faults: readonly Fault[]
  constructor(file: string, faults: readonly Fault[]) {
    super(faults.map(({ line, problem }) => `${file}:${line}: ${problem}`).join('\n'))
    this.faults = faults
  }
}

/** Throws ReceiveFileError. `sources` are the ids of those that there are. */
export function parseReceiveFile(text: string, file: string, sources: ReadonlySet<string>): ReceiveFile {
  const { value, findings, lineOf } = readLocated(text, file, shape, { what: 'receiver' })
  if (!value) throw new ReceiveFileError(file, findings)
  const faults: Fault[] = []
  const fault = (path: readonly (string | number)[], problem: string): void =>
    void faults.push({ line: lineOf(...path), problem })
  const addresses = value.listen.flatMap((written, at) => {
    const address = parseListenAddress(written)
    if (!('wrong' in address)) return [address]
    fault(['listen', at], `“${written}” ${address.wrong}`)
    return []
  })
  const { tls, senders } = value
  for (const [at, address] of addresses.entries())
    for (const problem of refusalsOf(address, senders, tls)) fault(['listen', at], problem)
  const names = new Set<string>()
  for (const [at, entry] of senders.entries()) {
    for (const problem of faultsOf(entry, sources)) fault(['senders', at], problem)
    if (names.has(entry.name)) fault(['senders', at], `${entry.name} is the name of another sender, too`)
    names.add(entry.name)
    if (entry.certificate !== undefined && tls?.clients === undefined)
      fault(['senders', at], 'a certificate needs `clients` under `tls`: who signs it')
  }
  if (senders.filter(({ loopback }) => loopback).length > 1)
    fault(['senders'], 'only one sender can be whoever connects over loopback')
  if (faults.length > 0)
    throw new ReceiveFileError(
      file,
      faults.toSorted((a, b) => a.line - b.line),
    )
  const pathOf = (path: string): string => resolve(dirname(file), path)
  return {
    file,
    addresses,
    ...(tls && {
      tls: {
        certificate: pathOf(tls.certificate),
        key: pathOf(tls.key),
        ...(tls.clients !== undefined && { clients: pathOf(tls.clients) }),
      },
    }),
    senders: senders.map((each) => ({ ...each, ...(each.token_file && { token_file: pathOf(each.token_file) }) })),
  }
}

/** Why nobody should listen there: whoever can reach it could deliver, or nobody could. */
function refusalsOf(
  { scheme, isLoopback, hasTls }: ListenAddress,
  senders: readonly SenderEntry[],
  tls: TlsPaths | undefined,
): string[] {
  const isSyslog = scheme.startsWith('syslog')
  const isKnown = senders.some(({ token_file, token_env, certificate, loopback }) => {
    const hasToken = !isSyslog && (token_file ?? token_env) !== undefined
    return hasToken || (hasTls && certificate !== undefined) || (isLoopback && loopback === true)
  })
  const proofs = [
    ...(isSyslog ? [] : ['a token']),
    ...(hasTls ? ['a certificate'] : []),
    ...(isLoopback ? ['loopback'] : []),
  ]
  return [
    ...(!isLoopback && !hasTls
      ? [`${scheme} is for loopback alone: beyond it anybody could read and forge what is delivered`]
      : []),
    ...(hasTls && !tls ? [`${scheme} needs \`tls\`: a certificate and its key`] : []),
    ...(isKnown ? [] : [`no sender can deliver there: it takes one that is known by ${proofs.join(', or ') || 'TLS'}`]),
  ]
}

function faultsOf({ name, delivers, ...proofs }: SenderEntry, sources: ReadonlySet<string>): string[] {
  const strangers = delivers === 'anything' ? [] : delivers.filter((id) => !sources.has(id))
  return [
    ...(Object.keys(proofs).length === 1
      ? []
      : [`${name} should have one of token_file, token_env, certificate and loopback, by which it is known`]),
    ...strangers.map((id) => `there is no source ${JSON.stringify(id)}; \`tallyman sources\` lists them`),
  ]
}
