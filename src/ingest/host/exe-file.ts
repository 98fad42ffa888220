/** What `/proc` says of the file that a process runs: when it was changed, which nobody can set back, and whether it has a name. */
import { lstatSync, statSync } from 'node:fs'
import type { Sight } from './sight.ts'

export type ExeFile = Pick<Sight, 'exeChanged' | 'exeUnlinked'>

/** Wherever that file is: the link leads to it, and not to what now has its name. Nothing where the process has ended. */
export function exeFileOf(proc: string, pid: number): ExeFile {
  try {
    const { ctimeMs, nlink } = statSync(`${proc}/${pid}/exe`)
    return { exeChanged: Math.floor(ctimeMs), ...(nlink === 0 && { exeUnlinked: true }) }
  } catch {
    return {}
  }
}

/**
 * The same of who has ended, by the path that it ran, as a process beside it sees that. Nothing where the path leads out of the file
 * system of that one's root: a link in a container that begins at the root leads into the host's, to whoever follows it there.
 */
export function exeFileBeside(proc: string, pid: number, path: string): ExeFile {
  try {
    const file = lstatSync(`${proc}/${pid}/${path.startsWith('/') ? 'root' : 'cwd/'}${path}`)
    const isIn = file.isFile() && file.dev === statSync(`${proc}/${pid}/root/`).dev
    return isIn ? { exeChanged: Math.floor(file.ctimeMs) } : {}
  } catch {
    return {}
  }
}
