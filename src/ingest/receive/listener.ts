/** A server of the network, from the moment it listens until the last that was begun is answered. */
import type { AddressInfo, Server } from 'node:net'
import { InputError } from '../input/errors.ts'
import { formatListenAddress, type ListenAddress } from './address.ts'
import type { RefusalLog } from './refusal-log.ts'
import type { ServerTls } from './tls.ts'

export interface Listener {
  /** With the port that the system chose, where it was to choose. */
  readonly address: string
  /** New connections are met with these. */
  renew(tls: ServerTls | undefined): void
  /** Takes no more connections; resolves when what was begun is answered, or given up. */
  close(): Promise<void>
}

const WRONG = new Map([
  ['EADDRINUSE', 'another process listens there; stop it, or choose another port'],
  ['EADDRNOTAVAIL', 'this machine does not have that address'],
  ['EACCES', 'permission denied; choose a port above 1023, or give this process CAP_NET_BIND_SERVICE'],
  ['ENOTFOUND', 'no such host; give an address of this machine'],
])

/** Resolves with the address as it is. Rejects with InputError. Later errors, such as too many open files, are told. */
export function listen(server: Server, address: ListenAddress, refusals: RefusalLog): Promise<string> {
  const { host, port } = address
  return new Promise((resolve, reject) => {
    server.on('error', (cause: NodeJS.ErrnoException) => {
      const wrong = WRONG.get(cause.code ?? '') ?? `cannot listen (${cause.code ?? cause.message})`
      if (server.listening) refusals.told('server', `refused a connection: ${cause.message}`)
      else reject(new InputError(formatListenAddress(address), wrong, { cause }))
    })
    server.listen({ host, port }, () =>
      resolve(formatListenAddress({ ...address, port: (server.address() as AddressInfo).port })),
    )
  })
}

// Whoever has not sent all of it by then has to begin again anyway.
const GRACE = 5_000

export async function closeServer(server: Server, abandon: () => void): Promise<void> {
  const timer = setTimeout(abandon, GRACE)
  await new Promise((resolve) => {
    server.close(resolve)
  })
  clearTimeout(timer)
}
