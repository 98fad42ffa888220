/** Memory that only grows, and everything that is written into it. */
import { attach } from '../core/memory.ts'
import { FREE } from '../core/layout.ts'

/** A memory that the scan can work on: WebAssembly's, or a plain one. */
export interface Space {
  readonly buffer: ArrayBuffer
  /** Makes it at least so many bytes; what is in it stays. */
  grow(bytes: number): void
}

/** A part of the arena whose content can be replaced. */
export interface Region {
  readonly start: number
  readonly end: number
}

const encoder = new TextEncoder()

/** Takes room from the beginning of a space to its end; addresses stay valid, the views of its bytes do not. */
export class Arena {
  readonly #space: Space
  #next = FREE
  #limit = Infinity
  #bytes!: Uint8Array
  #words!: Int32Array

  constructor(space: Space) {
    this.#space = space
    this.#look()
  }

  /** Of which space, for the scan in TypeScript. */
  attach(): void {
    attach(this.#space.buffer)
  }

  get bytes(): Uint8Array {
    return this.#bytes
  }

  get words(): Int32Array {
    return this.#words
  }

  /** The address of so many bytes, all zero, at a multiple of 4. */
  take(bytes: number): number {
    const at = this.#next
    this.#next = (at + bytes + 3) & ~3
    if (this.#next > this.#limit) throw new RegionFull()
    if (this.#next > this.#bytes.length) {
      this.#space.grow(this.#next)
      this.#look()
    }
    return at
  }

  /** The address of a text as UTF-8, with room behind it for loads of four bytes. */
  takeText(text: string): { at: number; length: number } {
    const bytes = encoder.encode(text)
    const at = this.take(bytes.length + 4)
    this.#bytes.set(bytes, at)
    return { at, length: bytes.length }
  }

  /** Builds in a region that has been built in before, or, where that is too small, in a new one twice as large as is needed. */
  rebuild(region: Region | undefined, build: () => void): Region {
    if (region !== undefined) {
      const next = this.#next
      this.#next = region.start
      this.#limit = region.end
      this.#bytes.fill(0, region.start, region.end)
      try {
        build()
        return region
      } catch (error) {
        if (!(error instanceof RegionFull)) throw error
      } finally {
        this.#next = next
        this.#limit = Infinity
      }
    }
    const start = this.#next
    build()
    this.take(this.#next - start)
    return { start, end: this.#next }
  }

  set(at: number, value: number): void {
    this.#words[at >> 2] = value
  }

  get(at: number): number {
    return this.#words[at >> 2] ?? 0
  }

  #look(): void {
    this.#bytes = new Uint8Array(this.#space.buffer)
    this.#words = new Int32Array(this.#space.buffer)
  }
}

/** Thrown, and caught here, where a region is too small for what is built in it. */
class RegionFull extends Error {}

/** A space without WebAssembly. */
export function createSpace(): Space {
  let buffer = new ArrayBuffer(1 << 20)
  return {
    get buffer() {
      return buffer
    },
    grow(bytes) {
      const larger = new ArrayBuffer(Math.max(bytes, buffer.byteLength * 1.5) & ~3)
      new Uint8Array(larger).set(new Uint8Array(buffer))
      buffer = larger
    },
  }
}
