/** An error for people: what is wrong and where. The stack only for a defect of ours. */
import { printable } from './terminal.ts'

/** Errors of ours have a code of ours; what the system refuses of a file has its own; whatever else comes up is a defect, and its stack is wanted. */
export function sayError(error: unknown): string {
  if (!(error instanceof Error)) return `tallyman: ${printable(String(error))}\n`
  const code = 'code' in error ? String(error.code) : ''
  const lines = error.message.split('\n').map(printable).join('\n')
  if (/^(TALLYMAN|SIGMA)/.test(code)) return `tallyman: ${lines}\n`
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined
  const refused = REFUSED.get(code)
  if (path !== undefined && refused !== undefined) return `tallyman: ${printable(path)}: ${refused}\n`
  return `tallyman: this should not happen; please report it with what you ran.\n${(error.stack ?? error.message).split('\n').map(printable).join('\n')}\n`
}

/** What people do wrong with files and folders, and not we. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or folder; check the name'],
  ['ENOTDIR', 'is a file where a folder is wanted, or stands below one; check the name'],
  ['EISDIR', 'is a folder; name a file'],
  ['EACCES', 'permission denied: it cannot be read or written by who you are'],
  ['EPERM', 'permission denied: it cannot be read or written by who you are'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
])
