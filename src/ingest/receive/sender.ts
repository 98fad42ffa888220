/** Who delivers: known by a token, by a client certificate, or by nothing but that they are on this machine. */
import { hash, timingSafeEqual } from 'node:crypto'
import { Refusal } from './refusal.ts'

export interface Sender {
  /** What its records are kept under; a DNS label, or several. */
  readonly name: string
  /** Ids of the sources whose records it may deliver; any where this is missing. */
  readonly delivers?: ReadonlySet<string>
  readonly proof:
    | { readonly token: string }
    /** The common name of a certificate that an authority signed which the receiver trusts. */
    | { readonly certificate: string }
    /** Whoever connects over loopback and shows nothing. */
    | 'loopback'
}

/** What a connection or a request shows. */
interface Shown {
  /** The header of this name. */
  readonly authorization?: string | undefined
  /** The common name of a client certificate that was verified. */
  readonly certificate?: string | undefined
  readonly isLoopback: boolean
}

/** Throws Refusal (401). */
export type Identify = (shown: Shown) => Sender

export function createIdentify(senders: readonly Sender[]): Identify {
  const tokens: { readonly sender: Sender; readonly digest: Buffer }[] = []
  const certificates = new Map<string, Sender>()
  let local: Sender | undefined
  for (const sender of senders) {
    const { proof } = sender
    if (proof === 'loopback') local = sender
    else if ('token' in proof) tokens.push({ sender, digest: digestOf(proof.token) })
    else certificates.set(proof.certificate, sender)
  }
  /** Digests are of one length, and all of them are compared: how long it takes tells nothing. */
  const byToken = (token: string): Sender | undefined => {
    const shown = digestOf(token)
    let found: Sender | undefined
    for (const { sender, digest } of tokens) if (timingSafeEqual(digest, shown)) found = sender
    return found
  }
  return ({ authorization, certificate, isLoopback }) => {
    if (authorization !== undefined) {
      const token = tokenOf(authorization)
      if (token === undefined) throw new Refusal(401, 'the header Authorization is neither Bearer nor Basic')
      const sender = byToken(token)
      if (!sender) throw new Refusal(401, 'the token is not one that is known here')
      return sender
    }
    const sender = certificate === undefined ? undefined : certificates.get(certificate)
    if (sender) return sender
    if (isLoopback && local) return local
    throw new Refusal(
      401,
      certificate === undefined
        ? 'needs a token (Authorization: Bearer ...) or a client certificate'
        : 'the common name of the client certificate is not one that is known here',
    )
  }
}

const digestOf = (token: string): Buffer => hash('sha256', token, 'buffer')

/** `Bearer TOKEN` (RFC 6750), or `Basic` (RFC 7617) with the token for a password: some senders know nothing else. */
function tokenOf(authorization: string): string | undefined {
  const [, scheme = '', credentials = ''] = /^(\w{1,16}) +(\S+) *$/.exec(authorization) ?? []
  if (scheme.toLowerCase() === 'bearer') return credentials
  if (scheme.toLowerCase() !== 'basic') return undefined
  const [, ...password] = Buffer.from(credentials, 'base64').toString('utf8').split(':')
  return password.join(':')
}
