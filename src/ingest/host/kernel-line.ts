/** One line of `process.bt`, taken for nothing but what it must be: numbers, and words in hex digits. */
import { isObject } from '../read.ts'
import { NAMESPACES, type Namespaces } from './sight.ts'

export interface KernelLine {
  readonly kind: string
  readonly number: (name: string) => number | undefined
  /** Without what is not there: 4294967295, which is -1. */
  readonly id: (name: string) => number | undefined
  readonly bytes: (name: string) => Buffer
  readonly namespaces: Namespaces
}

const UNSET = 4_294_967_295

/** Nothing where it is no line of the program's. */
export function readKernelLine(text: string): KernelLine | undefined {
  const line = parsed(text)
  if (!isObject(line) || typeof line['kind'] !== 'string') return undefined
  const number = (name: string): number | undefined => {
    const value = line[name]
    return typeof value === 'number' ? value : undefined
  }
  const ns = isObject(line['ns']) ? line['ns'] : {}
  return {
    kind: line['kind'],
    number,
    id: (name) => (number(name) === UNSET ? undefined : number(name)),
    bytes: (name) => Buffer.from(String(line[name] ?? '').replaceAll(' ', ''), 'hex'),
    namespaces: Object.fromEntries(
      NAMESPACES.flatMap((kind) => (typeof ns[kind] === 'number' && ns[kind] > 0 ? [[kind, ns[kind]]] : [])),
    ),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A word of C: up to its end, whatever memory stands after it. */
export const wordOf = (bytes: Buffer): string => {
  const end = bytes.indexOf(0)
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end)
}

/** A `struct sockaddr` as it was given to `connect`. Nothing for sockets that have no name, or a name of no file. */
export function readAddress(bytes: Buffer): object | undefined {
  const family = bytes.length >= 2 ? bytes.readUInt16LE(0) : undefined
  if (family === 1) {
    const path = wordOf(bytes.subarray(2))
    return path === '' ? undefined : { path }
  }
  if (family === 2 && bytes.length >= 8) return { ip: bytes.subarray(4, 8).join('.'), port: bytes.readUInt16BE(2) }
  if (family === 10 && bytes.length >= 24) return { ip: ipv6Of(bytes.subarray(8, 24)), port: bytes.readUInt16BE(2) }
  return undefined
}

/** Eight groups in full, which whoever reads it shortens; an address of version 4 inside one of version 6 is that of version 4. */
function ipv6Of(bytes: Buffer): string {
  if (bytes.readBigUInt64BE(0) === 0n && bytes.readUInt32BE(8) === 0xffff) return bytes.subarray(12).join('.')
  return Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(at * 2).toString(16)).join(':')
}
