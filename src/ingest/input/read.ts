/** Reads a file or standard input, packed or not, as blocks of lines. */
import { createReadStream } from 'node:fs'
import { pipeline, Readable, type Duplex } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import type { Block } from '../block.ts'
import { InputError, inputError } from './errors.ts'
import { createLineCutter } from './lines.ts'

export interface ReadOptions {
  /** In bytes; see `createLineCutter`. */
  readonly maxLine?: number
  /** Bytes read at a time. What is read does not depend on it. */
  readonly chunk?: number
  /** What `-` stands for. */
  readonly stdin?: AsyncIterable<Uint8Array>
}

const CHUNK = 256 * 1024

interface Packing {
  readonly name: string
  readonly magic: readonly number[]
  readonly ending: RegExp
  readonly unpack: () => Duplex
}
const PACKINGS: readonly Packing[] = [
  { name: 'gzip', magic: [0x1f, 0x8b], ending: /\.(gz|gzip)$/i, unpack: createGunzip },
  // Its frames may begin with one to be skipped, as the segments of a journal do.
  { name: 'zstd', magic: [0x5a, 0x2a, 0x4d, 0x18], ending: /\.(zst|zstd)$/i, unpack: createZstdDecompress },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd], ending: /\.(zst|zstd)$/i, unpack: createZstdDecompress },
]
const MAGIC_LENGTH = 4

/** The lines of `path`; `-` is standard input. Throws InputError, also after blocks where a packed file is cut off. */
export async function* readBlocks(path: string, options: ReadOptions = {}): AsyncGenerator<Block> {
  const chunks =
    path === '-' ? (options.stdin ?? process.stdin) : createReadStream(path, { highWaterMark: options.chunk ?? CHUNK })
  const cutter = createLineCutter(path, options.maxLine)
  try {
    for await (const chunk of unpacked(path, chunks)) {
      const block = cutter.push(chunk)
      if (block) yield block
    }
  } catch (cause) {
    throw inputError(path, cause)
  }
  yield cutter.end()
}

/** The first bytes say how it is packed, not the name: rotated and renamed files lie. */
async function* unpacked(path: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  const head = await headOf(iterator)
  const whole = chain(head, iterator)
  const packing = PACKINGS.find(({ magic }) => magic.every((byte, at) => head[at] === byte))
  const promised = PACKINGS.find(({ ending }) => ending.test(path))
  if (promised && packing?.name !== promised.name && head.length > 0)
    throw new InputError(path, `is not ${promised.name}, although its name says so; rename it or pack it again`)
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
    throw new InputError(path, 'is UTF-16; convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)')
  if (!packing) {
    yield* whole
    return
  }
  // The iteration below ends with the same error that pipeline reports here.
  const bytes = pipeline(Readable.from(whole), packing.unpack(), () => {})
  try {
    yield* bytes as AsyncIterable<Uint8Array>
  } catch (cause) {
    throw new InputError(path, `is damaged or cut off (${packing.name}); what came before was read`, { cause })
  }
}

async function headOf(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array()
  while (head.length < MAGIC_LENGTH) {
    const { done, value } = await iterator.next()
    if (done) break
    head = head.length === 0 ? value : Buffer.concat([head, value])
  }
  return head
}

async function* chain(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield head
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}
