/** `<flow type="new"><meta direction="original">...</flow>` -> the record that the same entry makes as text. */
import { present, type JsonObject } from 'tallyman/source'

const FLOW =
  /^(?:<\?xml [^<>]{0,80}\?>\s*)?(?:<conntrack>\s*)?<flow(?: type="(?<event>new|update|destroy)")?>(?<inner>.*)<\/flow>/
const META = /<meta direction="(original|reply|independent)">(.*?)<\/meta>/g
const LEAF = /<([a-z]{1,16})>([^<>]{0,256})<\/\1>|<(unreplied|assured)\/>/g
const LAYER4 = /<layer4 protonum="(\d{1,3})" protoname="([a-z\d-]{1,16})">/

/** `undefined` where the line is no entry. A line is bounded by who calls, and so is the time that this takes. */
export function readXmlLine(text: string): JsonObject | undefined {
  const { event, inner = '' } = FLOW.exec(text)?.groups ?? {}
  const metas = new Map([...inner.matchAll(META)].map(([, way = '', body = '']) => [way, body]))
  const [original, reply] = [metas.get('original'), metas.get('reply')]
  if (!original?.includes('</dst>') || !reply?.includes('</dst>')) return undefined
  const [, protonum, protocol] = LAYER4.exec(original) ?? []
  if (protocol === undefined) return undefined
  const entry = leaves(metas.get('independent') ?? '')
  const value = (name: string): unknown => entry.get(name)
  return present({
    when: whenOf(inner.slice(inner.lastIndexOf('</meta>'))),
    event,
    protocol,
    protonum: protonum === undefined ? undefined : Number(protonum),
    timeout: value('timeout'),
    state: value('state'),
    original: wayOf(original),
    reply: wayOf(reply),
    ...Object.fromEntries(
      ['unreplied', 'assured', 'id', 'mark', 'zone', 'start', 'stop'].map((name) => [name, value(name)]),
    ),
    delta_time: value('deltatime'),
  })
}

const wayOf = (body: string): JsonObject => {
  const fields = [...leaves(body)].filter(([name]) => WAY.has(name))
  return Object.fromEntries(
    fields.map(([name, value]) => [name, name === 'src' || name === 'dst' ? String(value) : value]),
  )
}

const WAY = new Set(['src', 'dst', 'sport', 'dport', 'packets', 'bytes'])

/** Numbers of up to fifteen digits as numbers; nanoseconds have more, and stay as they are. */
const leaves = (body: string): Map<string, unknown> =>
  new Map(
    [...body.matchAll(LEAF)].map(([, name = '', text = '', mark]): [string, unknown] =>
      mark === undefined ? [name, /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text] : [mark, true],
    ),
  )

/** The wall clock of whoever listened, without its zone. */
function whenOf(body: string): string | undefined {
  const { year, month, day, hour, min, sec } = Object.fromEntries(
    [...body.matchAll(LEAF)].map(([, name = '', text = '']) => [name, text.padStart(2, '0')]),
  )
  return year === undefined ? undefined : `${year}-${month}-${day}T${hour}:${min}:${sec}`
}
