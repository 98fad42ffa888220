/** `saddr`: an address as the kernel holds it (struct sockaddr), in hexadecimal digits. */

export interface SocketAddress {
  readonly family: string
  readonly ip?: string
  readonly port?: number
  /** Of a socket of the file system; one without a file begins with `@`. */
  readonly path?: string
}

const FAMILIES = new Map([
  [1, 'unix'],
  [2, 'ipv4'],
  [10, 'ipv6'],
  [16, 'netlink'],
  [17, 'packet'],
  [38, 'alg'],
  [40, 'vsock'],
])

export function readSocketAddress(saddr: string): SocketAddress | undefined {
  if (!/^(?:[0-9A-Fa-f]{2}){2,256}$/.test(saddr)) return undefined
  const bytes = Buffer.from(saddr, 'hex')
  // In the order of the machine, and those that audit runs on are little-endian.
  const number = bytes.readUInt16LE(0)
  const family = FAMILIES.get(number) ?? String(number)
  if (family === 'unix') return { family, ...pathOf(bytes.subarray(2)) }
  if (family === 'ipv4' && bytes.length >= 8)
    return { family, ip: bytes.subarray(4, 8).join('.'), port: bytes.readUInt16BE(2) }
  if (family === 'ipv6' && bytes.length >= 24)
    return { family, ip: shortened(bytes.subarray(8, 24)), port: bytes.readUInt16BE(2) }
  return { family }
}

function pathOf(bytes: Buffer): { readonly path?: string } {
  const isAbstract = bytes[0] === 0
  const from = isAbstract ? bytes.subarray(1) : bytes
  const end = from.indexOf(0)
  const path = from.subarray(0, end === -1 ? from.length : end).toString('utf8')
  return path === '' ? {} : { path: isAbstract ? `@${path}` : path }
}

/** As RFC 5952 writes it: the first of the longest runs of zeros is left out. An IPv4 address inside is written as one. */
function shortened(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16))
  if (bytes.subarray(0, 10).every((byte) => byte === 0) && groups[5] === 'ffff') return bytes.subarray(12).join('.')
  const runs = [...groups.join(':').matchAll(/\b0(?::0)+\b/g)].toSorted((a, b) => b[0].length - a[0].length)
  const longest = runs[0]
  if (!longest) return groups.join(':')
  const text = groups.join(':')
  return `${text.slice(0, longest.index).replace(/:$/, '')}::${text.slice(longest.index + longest[0].length).replace(/^:/, '')}`
}
