/** Internet addresses and networks in CIDR notation (RFC 4632, RFC 4291). */

/** An address as the 32-bit groups of it: one for IPv4, four for IPv6. */
export type Address = readonly number[]

export interface Network {
  readonly address: Address
  /** Length of the prefix in bits. */
  readonly prefix: number
}

/** Reads an address; undefined where the text is none. A zone (`fe80::1%eth0`) is dropped. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) return parseIpv4(text)
  const zone = text.indexOf('%')
  return parseIpv6(zone < 0 ? text : text.slice(0, zone))
}

/** Reads a network; throws a reason where the text is none or has bits set beyond its prefix. */
export function parseNetwork(text: string): Network {
  const slash = text.indexOf('/')
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash))
  if (address === undefined || text.includes('%')) throw new Error(`'${text}' is not an IPv4 or IPv6 network`)
  const width = address.length * 32
  const digits = slash < 0 ? String(width) : text.slice(slash + 1)
  const prefix = Number(digits)
  if (!/^\d{1,3}$/.test(digits) || prefix > width)
    throw new Error(`'/${digits}' is not the length of a prefix from 0 to ${width}`)
  if (address.some((group, index) => (group & ~mask(prefix, index)) !== 0))
    throw new Error(`'${text}' has bits set beyond its prefix`)
  return { address, prefix }
}

/** Whether the network holds the address. An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) is in the IPv4 networks as well. */
export function isInNetwork(address: Address, network: Network): boolean {
  const [a, b, c, last] = address
  const mapped = address.length === 4 && a === 0 && b === 0 && c === 0xffff && last !== undefined
  const groups = mapped && network.address.length === 1 ? [last] : address
  if (groups.length !== network.address.length) return false
  return network.address.every((group, index) => (((groups[index] ?? 0) ^ group) & mask(network.prefix, index)) === 0)
}

/** The bits of the 32-bit group at the index that a prefix covers. */
function mask(prefix: number, index: number): number {
  const bits = Math.min(Math.max(prefix - index * 32, 0), 32)
  return bits === 0 ? 0 : -1 << (32 - bits)
}

function parseIpv4(text: string): Address | undefined {
  // No leading zeros: some read them as octal, so such a text does not say which address it is.
  const parts = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/
    .exec(text)
    ?.slice(1)
    .map(Number)
  if (parts === undefined || parts.some((part) => part > 255)) return undefined
  return [parts.reduce((sum, part) => sum * 256 + part, 0)]
}

function parseIpv6(text: string): Address | undefined {
  if (text.length > 45) return undefined
  const [before = '', after, more] = text.split('::')
  if (more !== undefined) return undefined
  const head = hextets(before)
  const tail = after === undefined ? [] : hextets(after)
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (after === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...head, ...Array.from({ length: missing }, () => 0), ...tail]
  return [0, 2, 4, 6].map((index) => (all[index] ?? 0) * 0x10000 + (all[index + 1] ?? 0))
}

/** The 16-bit groups of one side of an IPv6 address; the last two may be written as IPv4. */
function hextets(text: string): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const words = text.split(':')
  for (const [index, word] of words.entries()) {
    const [ipv4] = index === words.length - 1 ? (parseIpv4(word) ?? []) : []
    if (ipv4 !== undefined) groups.push(Math.floor(ipv4 / 0x10000), ipv4 % 0x10000)
    else if (/^[\da-f]{1,4}$/i.test(word)) groups.push(Number.parseInt(word, 16))
    else return undefined
  }
  return groups
}
