/** The body of a request, all of it or nothing: bounded as it comes and unpacked. */
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Budget, Share } from './budget.ts'
import type { Limits } from './limits.ts'
import { Refusal } from './refusal.ts'

const unpack = promisify(gunzip)

export interface Body {
  readonly bytes: Buffer
  /** What it takes of the budget. */
  readonly share: Share
}

/** Rejects with Refusal, and with whatever the connection ended with where it ended in between. */
export async function readBody(request: IncomingMessage, { body: limit }: Limits, budget: Budget): Promise<Body> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity' && encoding !== 'gzip')
    throw new Refusal(415, 'the body is to be packed with gzip, or not at all (Content-Encoding)')
  const announced = request.headers['content-length']
  const length = announced === undefined ? undefined : Number(announced)
  if (length !== undefined && length > limit) throw tooLarge(limit)
  const isPacked = encoding === 'gzip'
  const share = await budget.take(isPacked || length === undefined ? limit : length)
  try {
    const bytes = await readAll(request, limit)
    const unpacked = isPacked ? await unpackAll(bytes, limit) : bytes
    share.shrink(unpacked.length)
    return { bytes: unpacked, share }
  } catch (error) {
    share.release()
    throw error
  }
}

/** A body that is cut off makes the stream fail: Node holds it to its length, or to its last chunk. */
async function readAll(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  // To end the iteration would end the connection, before the answer is read.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk as Buffer)
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
}

async function unpackAll(bytes: Buffer, limit: number): Promise<Buffer> {
  try {
    return await unpack(bytes, { maxOutputLength: limit })
  } catch (cause) {
    const isLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
    throw isLarge ? tooLarge(limit) : new Refusal(400, 'the body is not gzip, or is cut off', { cause })
  }
}

const tooLarge = (limit: number): Refusal => new Refusal(413, `a body holds at most ${limit} bytes, unpacked`)
