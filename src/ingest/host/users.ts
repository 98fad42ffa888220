/** Names of the host's users, for the numbers that the kernel knows them by. */
import { readFileSync, statSync } from 'node:fs'

export interface Users {
  nameOf(uid: number | undefined): string | undefined
}

/** Milliseconds after which the list is looked at again. */
const FRESH = 5_000

/** Reads `/etc/passwd` as the host's first process sees it, or our own. Users of a directory (LDAP, SSSD) stay numbers. */
export function createUsers(paths: readonly string[] = ['/proc/1/root/etc/passwd', '/etc/passwd']): Users {
  let names = new Map<number, string>()
  let [looked, version] = [-Infinity, '']
  const refresh = (): void => {
    for (const path of paths)
      try {
        const { ino, mtimeMs } = statSync(path)
        if (`${path} ${ino} ${mtimeMs}` === version) return
        names = readNames(readFileSync(path, 'utf8'))
        version = `${path} ${ino} ${mtimeMs}`
        return
      } catch {
        // Not for us to read: the next one may be.
      }
  }
  return {
    nameOf(uid) {
      if (uid === undefined) return undefined
      const now = Date.now()
      if (now - looked > FRESH) {
        looked = now
        refresh()
      }
      return names.get(uid)
    },
  }
}

/** The first line of a number names it. */
function readNames(text: string): Map<number, string> {
  const entries = text.split('\n').map((line) => line.split(':'))
  const known = entries.filter(([name, , uid]) => name !== '' && /^\d{1,10}$/.test(uid ?? ''))
  return new Map(known.toReversed().map(([name = '', , uid]) => [Number(uid), name]))
}
