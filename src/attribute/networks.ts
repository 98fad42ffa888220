/** The networks whose ranges of addresses are known, and what an address is by its number alone. */
import type { Fact } from '../model/event.ts'
import { isInNetwork, parseAddress, parseNetwork, type Address, type Network } from '../sigma/index.ts'
import type { Stream } from './heard.ts'

interface KnownNetwork {
  readonly kind: 'network'
  readonly range: Network
  /** As it was told: `172.18.0.0/16`. Networks are told apart by it, for their names and ids are heard of sooner or later. */
  readonly text: string
  readonly name: string
  /** What tells of it, and of who is in it. */
  readonly stream: Stream
}

/** `nobodys`: this host, everybody in a network, a group. `private`: of some network that nothing tells of. */
export type Unnetworked = 'nobodys' | 'private' | 'outside'
type Standing = KnownNetwork | { readonly kind: Unnetworked }

export interface Networks {
  learn(fact: Fact, name: string | undefined, stream: Stream): void
  standingOf(address: string): Standing
}

/** Those beyond are not known. */
const NETWORKS = 1_000
/** Addresses whose standing is remembered; then all are worked out again. */
const REMEMBERED = 50_000

const ranges = (texts: string): readonly Network[] => texts.split(' ').map(parseNetwork)
const NOBODYS = ranges('127.0.0.0/8 0.0.0.0 255.255.255.255 224.0.0.0/4 ::1 :: ff00::/8')
/** RFC 1918, 3927, 4193, 4291, 6598. */
const PRIVATE = ranges('10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 169.254.0.0/16 fc00::/7 fe80::/10')

export function createNetworks(): Networks {
  const known = new Map<string, KnownNetwork>()
  const remembered = new Map<string, Standing>()

  const workOut = (text: string): Standing => {
    const address = parseAddress(text)
    const isIn = (range: Network): boolean => address !== undefined && isInNetwork(address, range)
    if (!address || NOBODYS.some(isIn)) return { kind: 'nobodys' }
    const network = known.values().find(({ range }) => isIn(range))
    if (network) return isLast(address, network.range) ? { kind: 'nobodys' } : network
    return { kind: PRIVATE.some(isIn) ? 'private' : 'outside' }
  }

  return {
    learn({ subject, relation, object }, name = subject.uid, stream) {
      if (relation !== 'has-address' || subject.type !== 'network' || !object.uid.includes('/')) return
      const range = rangeOf(object.uid)
      if (!range || (!known.has(object.uid) && known.size === NETWORKS)) return
      if (!known.has(object.uid)) remembered.clear()
      known.set(object.uid, { kind: 'network', range, text: object.uid, name, stream })
    },
    standingOf(address) {
      let standing = remembered.get(address)
      if (standing) return standing
      standing = workOut(address)
      if (remembered.size === REMEMBERED) remembered.clear()
      remembered.set(address, standing)
      return standing
    },
  }
}

function rangeOf(text: string): Network | undefined {
  try {
    return parseNetwork(text)
  } catch {
    return undefined
  }
}

/** The broadcast address of a network of IPv4. */
function isLast([address, ...more]: Address, { address: [start = 0, ...rest], prefix }: Network): boolean {
  if (address === undefined || more.length > 0 || rest.length > 0 || prefix > 30) return false
  return address === start + 2 ** (32 - prefix) - 1
}
