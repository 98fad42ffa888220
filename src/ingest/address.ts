/** Internet addresses in one spelling, so that the same one is the same in every source, and the numbers of their protocols. */
import { isIP } from 'node:net'

/** The address as RFC 5952 writes it, and an IPv4 address inside IPv6 as IPv4; `undefined` for what is no address. */
export function addressOf(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined
  const kind = isIP(text)
  if (kind !== 6) return kind === 4 ? text : undefined
  const [address = '', zone] = text.split('%')
  const inner = /^(?:0*:)*:?ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1]
  if (inner !== undefined) return inner
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1)
  return zone === undefined ? short : `${short}%${zone}`
}

/** A port of TCP, UDP or SCTP, from a number or its digits. */
export function portOf(value: unknown): number | undefined {
  const number = countOf(value)
  return number !== undefined && number <= 65_535 ? number : undefined
}

/** A number of bytes, packets or the like, from a number or its digits: text formats and Protobuf's JSON have digits. */
export function countOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

/** IANA's assigned protocol numbers, those that are met. */
const PROTOCOLS = new Map([
  [1, 'icmp'],
  [2, 'igmp'],
  [4, 'ipv4'],
  [6, 'tcp'],
  [17, 'udp'],
  [33, 'dccp'],
  [41, 'ipv6'],
  [47, 'gre'],
  [50, 'esp'],
  [51, 'ah'],
  [58, 'ipv6-icmp'],
  [89, 'ospf'],
  [132, 'sctp'],
  [136, 'udplite'],
])

/** IANA's keyword of a protocol in lower case, or its number where it is rare. */
export const protocolOf = (number: number | undefined): string | undefined =>
  number === undefined ? undefined : (PROTOCOLS.get(number) ?? String(number))
