/** Whether a process that was seen can be the command that was asked for. */

export type Likeness = 'same' | 'unsure' | 'other'

/** Programs of many names, and what `sh` is a name of: a sensor that tells the file tells these. */
const MANY_NAMED: ReadonlySet<string> = new Set(['busybox', 'toybox', 'coreutils', 'dash', 'bash', 'ash'])
/** Sensors and shells cut long commands. */
const LONG = 200

/** `asked`: words joined by blanks, as an API or an engine was given them. `seen`: of a process, with or without the path of its file. */
export function likenessOf(asked: string | undefined, seen: string | undefined): Likeness {
  if (asked === undefined || seen === undefined) return 'unsure'
  const [a, b] = [plain(asked), plain(seen)]
  if (a === b) return 'same'
  const [cutA, cutB] = [beforeSecret(a), beforeSecret(b)]
  if (cutA.length < a.length || cutB.length < b.length) return startsAlike(cutA, cutB) ? 'unsure' : 'other'
  const [firstA, restA] = split(a)
  const [firstB, restB] = split(b)
  if (restA === restB) return likenessOfFiles(firstA, firstB)
  // A script is run by its interpreter, which then has the script as its first argument.
  if (b.endsWith(` ${a}`) || restB.endsWith(`/${a}`)) return 'unsure'
  return isCut(a, b) || isCut(b, a) ? 'unsure' : 'other'
}

const plain = (command: string): string =>
  command
    .replaceAll(/["'\\]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()

function likenessOfFiles(asked: string, seen: string): Likeness {
  const [a, b] = [nameOf(asked), nameOf(seen)]
  if (a === b) return 'same'
  // `python` is a link to `python3.11`, and `sh` to many.
  return MANY_NAMED.has(b) || MANY_NAMED.has(a) || b.startsWith(a) ? 'unsure' : 'other'
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

function split(command: string): [string, string] {
  const at = command.indexOf(' ')
  return at === -1 ? [command, ''] : [command.slice(0, at), command.slice(at + 1)]
}

const beforeSecret = (command: string): string => {
  const at = command.indexOf('[redacted')
  return at === -1 ? command : command.slice(0, at)
}

/** As far as both go, but for the path of the file. */
function startsAlike(a: string, b: string): boolean {
  const [firstA, restA] = split(a)
  const [firstB, restB] = split(b)
  const length = Math.min(restA.length, restB.length)
  return likenessOfFiles(firstA, firstB) !== 'other' && restA.slice(0, length) === restB.slice(0, length)
}

const isCut = (whole: string, part: string): boolean => part.length >= LONG && startsAlike(whole, part)
