/** A frame: the blocks of one commit, as they stand in a segment. */
import { promisify } from 'node:util'
import { crc32, zstdCompress, zstdDecompress } from 'node:zlib'
import type { Entry, Origin, Position } from './block.ts'

/**
 * A frame is two frames of Zstandard (RFC 8878): a skippable one, which holds the header, and one that holds the lines. So
 * `zstd -dc` makes NDJSON of any segment, should Tallyman be gone.
 *
 *     magic u32 | size u32 | header: JSON, in UTF-8 | CRC-32 of all before, u32 | the lines, packed     (little-endian)
 */
const SKIPPABLE_MAGIC = 0x184d2a5a
export const PREFIX_LENGTH = 8
const CRC_LENGTH = 4

export interface Header {
  /** The id of the segment, random: what an adversary has us write cannot pass for a frame. */
  readonly segment: string
  /** Of the first block. */
  readonly position: Position
  readonly time: number
  /** The length of the packed lines, and their CRC-32. */
  readonly packed: number
  readonly crc: number
  readonly blocks: readonly BlockHeader[]
}
type BlockHeader = readonly [length: number, origin?: Origin]

/** In bytes. Who packs more into one block has made a mistake, or wants to fill the memory of whoever unpacks it. */
export const MAX_BLOCK = 128 * 1024 * 1024
const MAX_LINES = 2 * MAX_BLOCK

export interface Appended {
  readonly lines: Uint8Array
  readonly origin?: Origin | undefined
}

const [pack, unpack] = [promisify(zstdCompress), promisify(zstdDecompress)]

export async function encodeFrame(
  { segment, position, time }: Pick<Header, 'segment' | 'position' | 'time'>,
  appended: readonly Appended[],
): Promise<Uint8Array> {
  const payload = await pack(Buffer.concat(appended.map(({ lines }) => lines)))
  const blocks = appended.map<BlockHeader>(({ lines, origin }) => (origin ? [lines.length, origin] : [lines.length]))
  const header: Header = { segment, position, time, packed: payload.length, crc: crc32(payload), blocks }
  const json = Buffer.from(JSON.stringify(header))
  const frame = Buffer.allocUnsafe(PREFIX_LENGTH + json.length + CRC_LENGTH + payload.length)
  frame.writeUInt32LE(SKIPPABLE_MAGIC, 0)
  frame.writeUInt32LE(json.length + CRC_LENGTH, 4)
  json.copy(frame, PREFIX_LENGTH)
  const end = PREFIX_LENGTH + json.length
  frame.writeUInt32LE(crc32(frame.subarray(0, end)), end)
  payload.copy(frame, end + CRC_LENGTH)
  return frame
}

/** How every frame of a segment begins, after its prefix: what to look for behind damage. */
export const markOf = (segment: string): string => `{"segment":"${segment}"`

/** How long the prefix, header and CRC are that begin with these bytes; `undefined` where no frame begins. */
export const headLength = (prefix: Buffer): number | undefined =>
  prefix.length >= PREFIX_LENGTH && prefix.readUInt32LE(0) === SKIPPABLE_MAGIC
    ? PREFIX_LENGTH + prefix.readUInt32LE(4)
    : undefined

/** `head` is as long as `headLength` says. `undefined` where it is damaged, or of another segment. */
export function decodeHeader(head: Buffer, segment: string): Header | undefined {
  const end = head.length - CRC_LENGTH
  if (end < PREFIX_LENGTH || crc32(head.subarray(0, end)) !== head.readUInt32LE(end)) return undefined
  try {
    const header: unknown = JSON.parse(head.toString('utf8', PREFIX_LENGTH, end))
    return isHeader(header) && header.segment === segment ? header : undefined
  } catch {
    return undefined
  }
}

/** A CRC says that nothing was damaged, not who wrote it: a journal may come from a stranger. */
function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false
  const { position, time, packed, crc, blocks } = value as { readonly [key in keyof Header]?: unknown }
  return (
    isCount(position) &&
    typeof time === 'number' &&
    isCount(packed) &&
    isCount(crc) &&
    Array.isArray(blocks) &&
    blocks.every(isBlockHeader) &&
    lengthOf(blocks) <= MAX_LINES
  )
}

function isBlockHeader(value: unknown): value is BlockHeader {
  if (!Array.isArray(value) || !isCount(value[0])) return false
  const origin: unknown = value[1]
  if (origin === undefined) return true
  if (typeof origin !== 'object' || origin === null) return false
  const { file, line, last } = origin as { readonly [key in keyof Origin]?: unknown }
  return typeof file === 'string' && isCount(line) && (last === undefined || last === true)
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
const lengthOf = (blocks: readonly BlockHeader[]): number => blocks.reduce((sum, [length]) => sum + length, 0)

/** The payload is what was written: see `Header.crc`. */
export async function decodeBlocks({ position, time, blocks }: Header, payload: Uint8Array): Promise<Entry[]> {
  const length = lengthOf(blocks)
  const lines = await unpack(payload, { maxOutputLength: Math.max(length, 1) })
  if (lines.length !== length) throw new Error('the lines of the frame are not as long as its header says')
  let at = 0
  return blocks.map(([size, origin], index) => ({
    position: position + index,
    time,
    lines: lines.subarray(at, (at += size)),
    ...(origin && { origin }),
  }))
}
