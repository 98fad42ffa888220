/** Keys and certificates for tests, made by the system's openssl: an authority, a server on loopback, and clients. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './temporary.ts'

const openssl = (...words: string[]): void =>
  void execFileSync('openssl', words, { stdio: ['ignore', 'ignore', 'pipe'] })

/** Why there are none here, or `false`: what `skip` of node:test takes. */
export function withoutOpenssl(): string | false {
  try {
    openssl('version')
    return false
  } catch {
    return 'there is no openssl to make certificates with'
  }
}

/** Paths and texts, in PEM. */
export interface Pair {
  readonly certificate: string
  readonly key: string
  readonly cert: string
  readonly private: string
}

export interface Authority extends Pair {
  /** A certificate for `name`; of a server on loopback where it is `localhost`. */
  issue(name: string): Pair
}

const pairOf = (certificate: string, key: string): Pair => ({
  certificate,
  key,
  cert: readFileSync(certificate, 'utf8'),
  private: readFileSync(key, 'utf8'),
})

export function createAuthority(name = 'test-ca'): Authority {
  const folder = temporaryFolder()
  const at = (file: string): string => join(folder, file)
  const newKey = (file: string): void =>
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', at(file))
  newKey('ca.key')
  openssl('req', '-x509', '-new', '-key', at('ca.key'), '-subj', `/CN=${name}`, '-days', '2', '-out', at('ca.crt'))
  let issued = 0
  return {
    ...pairOf(at('ca.crt'), at('ca.key')),
    issue(subject) {
      issued += 1
      const [key, request, certificate] = [`${issued}.key`, `${issued}.csr`, `${issued}.crt`]
      newKey(key)
      openssl('req', '-new', '-key', at(key), '-subj', `/CN=${subject}`, '-out', at(request))
      writeFileSync(at('extensions'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n')
      const signed = `x509 -req -in ${at(request)} -CA ${at('ca.crt')} -CAkey ${at('ca.key')} -CAcreateserial -days 2`
      const extensions = subject === 'localhost' ? ['-extfile', at('extensions')] : []
      openssl(...signed.split(' '), '-out', at(certificate), ...extensions)
      return pairOf(at(certificate), at(key))
    },
  }
}
