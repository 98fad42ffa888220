/** What proves to an API server who asks: a certificate, a token, a token in a file that others renew, or what a program gives. */
import { readFile } from 'node:fs/promises'

export interface Proof {
  /** Goes with each request. */
  readonly token?: string
  /** A client certificate and its key, in PEM. */
  readonly cert?: string
  readonly key?: string
}

export interface Credentials {
  /** Rejects with InputError. `refused`: what was given before, and is not taken any more. */
  current(refused?: Proof): Promise<Proof>
}

export const fixedCredentials = (proof: Proof): Credentials => ({ current: () => Promise.resolve(proof) })

/** Milliseconds. A kubelet renews a token while a fifth of its hour is left. */
const READ_AGAIN = 60_000

/** The file is read again each minute, and when its token was refused. A token that cannot be read leaves the last one. */
export function fileCredentials(path: string, failed: (cause: unknown) => Error): Credentials {
  let given: { readonly token: string; readonly read: number } | undefined
  return {
    async current(refused) {
      const isGood = given && given.token !== refused?.token && Date.now() - given.read < READ_AGAIN
      if (given && isGood) return { token: given.token }
      try {
        given = { token: (await readFile(path, 'utf8')).trim(), read: Date.now() }
      } catch (cause) {
        if (!given) throw failed(cause)
      }
      return { token: given.token }
    },
  }
}
