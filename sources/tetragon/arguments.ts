/** What a hook of Tetragon was called with: a file, a socket, names and numbers. */
import { isObject, listAt, numberAt, objectAt, textAt, type JsonObject } from 'tallyman/source'

export interface Arguments {
  /** Files, in the order of the arguments. A mount point, where one is told, comes first in a path. */
  readonly paths: readonly string[]
  readonly socket: Socket | undefined
  /** Whole numbers in their order: flags and masks. */
  readonly numbers: readonly number[]
}

interface Socket {
  readonly from: End
  readonly to: End
  readonly protocol: string | undefined
  readonly family: string | undefined
}
interface End {
  readonly ip: string | undefined
  readonly port: number | undefined
}

const FILES = ['file_arg', 'path_arg', 'linux_binprm_arg', 'dentry_arg'] as const
const SOCKETS = ['sock_arg', 'skb_arg'] as const
const NUMBERS = ['int_arg', 'uint_arg', 'size_arg', 'long_arg'] as const

export function readArguments(body: JsonObject): Arguments {
  const args = listAt(body, 'args').filter((arg) => isObject(arg))
  const each = <T>(names: readonly string[], read: (arg: JsonObject, name: string) => T | undefined): T[] =>
    args.flatMap((arg) => names.map((name) => read(arg, name)).filter((found) => found !== undefined))
  const sockets = [
    ...each(SOCKETS, (arg, name) => socketAt(objectAt(arg, name))),
    ...[addressed(args), ownSocket(body)].filter((socket) => socket !== undefined),
  ]
  return {
    paths: each(FILES, pathAt),
    socket: sockets.find(({ to }) => to.ip !== undefined) ?? sockets[0],
    numbers: each(NUMBERS, (arg, name) => wholeAt(arg, name)),
  }
}

/** Older versions leave the first stroke out of a path, as the kernel does. */
function pathAt(arg: JsonObject, name: string): string | undefined {
  const [mount = '', path] = [textAt(arg, `${name}.mount`), textAt(arg, `${name}.path`) ?? textAt(arg, `${name}.name`)]
  if (path === undefined) return undefined
  const whole = mount === '' || mount === '/' ? path : `${mount}/${path}`.replaceAll('//', '/')
  return whole.startsWith('/') || !/^(?:etc|usr|var|proc|sys|tmp|root|home|bin|sbin|opt|dev|run)\//.test(whole)
    ? whole
    : `/${whole}`
}

function socketAt(socket: JsonObject | undefined): Socket | undefined {
  if (!socket) return undefined
  return {
    from: { ip: textAt(socket, 'saddr'), port: wholeAt(socket, 'sport') },
    to: { ip: textAt(socket, 'daddr'), port: wholeAt(socket, 'dport') },
    protocol: shortened(textAt(socket, 'protocol'), 'IPPROTO_')?.toLowerCase(),
    family: shortened(textAt(socket, 'family'), 'AF_'),
  }
}

/** An address that a call was given: the far end of a connection. */
function addressed(args: readonly JsonObject[]): Socket | undefined {
  const address = args.map((arg) => objectAt(arg, 'sockaddr_arg')).find((found) => found !== undefined)
  if (!address) return undefined
  return {
    from: { ip: undefined, port: undefined },
    to: { ip: textAt(address, 'addr'), port: wholeAt(address, 'port') },
    protocol: undefined,
    family: shortened(textAt(address, 'family'), 'AF_'),
  }
}

/** Events of connections, which have no arguments. */
function ownSocket(body: JsonObject): Socket | undefined {
  const [ip, source] = [textAt(body, 'ip'), textAt(body, 'source_ip')]
  if (ip === undefined && source === undefined) return undefined
  return {
    from: { ip: source ?? ip, port: wholeAt(body, source === undefined ? 'port' : 'source_port') },
    to: { ip: textAt(body, 'destination_ip'), port: wholeAt(body, 'destination_port') },
    protocol: textAt(body, 'protocol')?.toLowerCase(),
    family: undefined,
  }
}

const shortened = (text: string | undefined, prefix: string): string | undefined =>
  text?.startsWith(prefix) ? text.slice(prefix.length) : text

/** Numbers of 64 bits are written as text. */
function wholeAt(record: JsonObject, name: string): number | undefined {
  const text = textAt(record, name)
  return numberAt(record, name) ?? (text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined)
}
