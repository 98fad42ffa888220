/** TLS of a receiver: 1.2 or later, and the name in a client's certificate, where somebody we trust has signed it. */
import { constants } from 'node:crypto'
import { TLSSocket, type TlsOptions } from 'node:tls'
import type { Socket } from 'node:net'

/** In PEM. */
export interface ServerTls {
  readonly certificate: string
  readonly key: string
  /** Who signs the certificates of clients; without it none is asked for. */
  readonly clients?: string
}

const HANDSHAKE = 10_000

export const tlsOptions = ({ certificate: cert, key, clients }: ServerTls): TlsOptions => ({
  cert,
  key,
  ...(clients !== undefined && { ca: clients }),
  minVersion: 'TLSv1.2',
  requestCert: clients !== undefined,
  // Others may show a token; who shows nothing that is known is refused where the request is.
  rejectUnauthorized: false,
  handshakeTimeout: HANDSHAKE,
  ALPNProtocols: ['http/1.1'],
  // A session that is taken up again would be let in by what was trusted when it began.
  secureOptions: constants.SSL_OP_NO_TICKET,
})

/** The common name of the peer's certificate; `undefined` where it showed none, or none that was verified, or one with several names. */
export function certificateOf(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined
  const name: unknown = socket.getPeerCertificate().subject?.CN
  return typeof name === 'string' && name !== '' ? name : undefined
}
