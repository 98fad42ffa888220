/** `[1795302024.459657] [NEW] tcp 6 120 SYN_SENT src=... dst=... [UNREPLIED] src=... id=7` -> a record. */
import { present, type JsonObject } from 'tallyman/source'

const HEAD =
  /^(?:\[(?<time>\d{1,11}\.\d{1,9})\]\s+)?(?:\[(?<event>NEW|UPDATE|DESTROY)\]\s+)?(?:ipv[46]\s+\d{1,2}\s+)?(?<protocol>[a-z][a-z\d-]{1,15})\s+(?<protonum>\d{1,3})\s+(?:(?<timeout>\d{1,10})\s+)?(?:(?<state>[A-Z][A-Z_\d]{1,15})\s+)?(?=src=)/
const PART =
  /\[(?<flag>[A-Z_]{1,16})\]|\[(?<clock>start|stop)=(?<at>[^\]]{1,40})\]|(?<name>[a-z][a-z-]{0,15})=(?<value>\S*)/g

/** The fields of one way, in the order in which they come. */
const OF_WAY = new Set(['src', 'dst', 'sport', 'dport', 'type', 'code', 'srckey', 'dstkey', 'packets', 'bytes'])
const ADDRESSES = new Set(['src', 'dst'])
const OF_ENTRY = new Map([
  ['id', 'id'],
  ['mark', 'mark'],
  ['zone', 'zone'],
  ['delta-time', 'delta_time'],
  ['secctx', 'secctx'],
  ['labels', 'labels'],
  ['helper', 'helper'],
  ['portid', 'portid'],
  ['progname', 'progname'],
])

/** `undefined` where the line is no entry, `broken` where it ends too early to be one. */
export function readTextLine(text: string): JsonObject | 'broken' | undefined {
  const head = HEAD.exec(text)
  if (!head) return undefined
  const { time, event, protocol, protonum, timeout, state } = head.groups as { readonly [name: string]: string }
  const { entry, ways } = partsOf(text.slice(head[0].length))
  const [original, reply, ...more] = ways.map((way) => Object.fromEntries(way))
  if (!original?.['dst'] || !reply?.['dst'] || more.length > 0) return 'broken'
  return present({
    time,
    event: event?.toLowerCase(),
    protocol,
    protonum: Number(protonum),
    timeout: timeout === undefined ? undefined : Number(timeout),
    state,
    original,
    reply,
    ...Object.fromEntries(entry),
  })
}

type Fields = Map<string, unknown>

function partsOf(text: string): { readonly entry: Fields; readonly ways: readonly Fields[] } {
  const [entry, ways]: [Fields, Fields[]] = [new Map(), []]
  for (const { groups = {} } of text.matchAll(PART)) {
    const { flag, clock, at, name, value = '' } = groups
    // That a program asked for it is told by the program's name.
    if (flag !== undefined && flag !== 'USERSPACE') entry.set(flag.toLowerCase(), true)
    if (clock !== undefined) entry.set(clock, at)
    if (name === 'src') ways.push(new Map())
    if (name !== undefined) put(name, ADDRESSES.has(name) ? value : numberOr(value), entry, ways.at(-1))
  }
  return { entry, ways }
}

function put(name: string, value: unknown, entry: Fields, way: Fields | undefined): void {
  // An echo has an id of its own, which comes before the counters; the entry's comes at the end.
  const isEcho = name === 'id' && way?.has('code') === true && !way.has('id')
  const own = OF_ENTRY.get(name)
  if (way && (isEcho || OF_WAY.has(name))) way.set(name, value)
  else if (own !== undefined) entry.set(own, value)
}

const numberOr = (value: string): unknown => (/^(?:0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value)
