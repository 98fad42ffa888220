/** Where a receiver listens, as people write it: `https://127.0.0.1:9443`. */
const SCHEMES = ['https', 'http', 'syslog+tls', 'syslog'] as const
type Scheme = (typeof SCHEMES)[number]

export interface ListenAddress {
  readonly scheme: Scheme
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  readonly isLoopback: boolean
  readonly hasTls: boolean
}

/** What is wrong with it where it is no address. */
export function parseListenAddress(text: string): ListenAddress | { readonly wrong: string } {
  const [, scheme, host = '', port] =
    /^([a-z+]{1,16}):\/\/(\[[0-9a-fA-F:.]+\]|[^:/[\]]+):(\d{1,5})\/?$/.exec(text) ?? []
  if (!isScheme(scheme) || Number(port) > 65_535)
    return { wrong: `is no address to listen on; write SCHEME://HOST:PORT, where SCHEME is ${SCHEMES.join(', ')}` }
  const name = host.replaceAll(/[[\]]/g, '')
  return {
    scheme,
    host: name,
    port: Number(port),
    isLoopback: name === 'localhost' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name),
    hasTls: scheme === 'https' || scheme === 'syslog+tls',
  }
}

const isScheme = (text: string | undefined): text is Scheme => SCHEMES.some((scheme) => scheme === text)

export const formatListenAddress = ({ scheme, host, port }: Pick<ListenAddress, 'scheme' | 'host' | 'port'>): string =>
  `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`
