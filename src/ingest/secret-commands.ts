/** Redacts secrets in command lines: flags that take one, tools that hide one in a letter, and commands inside commands. */
import { isSecretName, isSecretValue, redactPatterns, redactQuoted, SECRET_FLAG, type Redact } from './secrets.ts'
import { isBlank, partWords } from './words.ts'

/** A flag that means a password to one tool alone. */
interface Flag {
  readonly flag: string
  /** The value may be glued to it: `-phunter2`. */
  readonly attached?: true
  /** Only a glued value is one: `mysql -p shop` asks for the password, and shop is the database. */
  readonly onlyAttached?: true
  /** Only what follows this mark is secret: `ben:hunter2`. */
  readonly after?: ':' | '%' | '='
}
const P_FLAG: readonly Flag[] = [{ flag: '-p', attached: true }]
const TOOLS: readonly (readonly [name: RegExp, flags: readonly Flag[]])[] = [
  [/^(?:mysql|mariadb)/, [{ flag: '-p', attached: true, onlyAttached: true }]],
  [/^(?:mongo|sshpass$)/, P_FLAG],
  [/^login$/, [{ flag: '-p' }]],
  [/^redis-cli$/, [{ flag: '-a' }]],
  [/^ldap/, [{ flag: '-w', attached: true }]],
  [/^(?:smbclient|rpcclient)$/, [{ flag: '-U', attached: true, after: '%' }]],
  [
    /^curl$/,
    [
      { flag: '-u', attached: true, after: ':' },
      ...['--user', '--proxy-user'].map((flag) => ({ flag, after: ':' as const })),
    ],
  ],
  // What these tools run has flags of its own.
  [/^(?:ssh|scp|rsync)$/, []],
]
const ANY: readonly Flag[] = [{ flag: '--from-literal', after: '=' }]

// Most strings hold none of these, and are not looked at twice.
const SUSPECT =
  /pass|pwd|auth|secret|token|key|credential|bearer|literal|login|mysql|mariadb|mongo|redis|ldap|smbc|rpcc|curl|eyJ|:\/\/|AKIA|ASIA|-----BEGIN|gh[pousr]_|github_pat|glpat|xox/i
const TOOL = /\b(?:mysql|mariadb|mongo|sshpass|login|redis-cli|ldap|smbclient|rpcclient|curl)|--from-literal|\bpass:/i
// A command in a command in a command: people write no more, and nobody chooses how deep we recurse.
const MAX_DEPTH = 4

/** Any text, a command line above all, with its secrets replaced by what `redact` makes of them. */
export function redactText(text: string, redact: Redact, depth = 0): string {
  if (!SUSPECT.test(text)) return text
  const patterned = redactPatterns(text, redact)
  if (!isCommand(patterned)) return patterned
  const parts = partWords(patterned)
  const words = wordsRedacted(
    parts.filter((part) => !isBlank(part)),
    redact,
    depth,
  )
  let at = 0
  return parts.map((part) => (isBlank(part) ? part : words[at++])).join('')
}

/** The arguments of a command, as they are given to exec: each is one word, and may be a command for a shell. */
export function redactWords(words: readonly string[], redact: Redact): readonly string[] {
  const line = words.join(' ')
  if (!SUSPECT.test(line)) return words
  const patterned = words.map((word) => redactPatterns(word, redact))
  return isCommand(line) ? wordsRedacted(patterned, redact, 0) : patterned
}

/** Whether some word says that the next one, or its own end, is a secret. */
const isCommand = (line: string): boolean => TOOL.test(line) || SECRET_FLAG.test(line)

function wordsRedacted(words: readonly string[], redact: Redact, depth: number): string[] {
  let tool: readonly Flag[] = []
  let awaited: Flag | undefined
  return words.map((whole) => {
    const [word, end] = partEnd(whole)
    const flag = awaited
    awaited = flagThatAwaits(word, tool)
    tool = TOOLS.find(([name]) => name.test(baseName(word)))?.[1] ?? tool
    const redacted =
      flag && isHidden(word) ? redactAfter(word, flag.after, redact) : wordRedacted(word, tool, redact, depth)
    if (end !== '') tool = []
    return redacted + end
  })
}

/** The flag whose value the next word is. */
const flagThatAwaits = (word: string, tool: readonly Flag[]): Flag | undefined =>
  [...tool, ...ANY].find(({ flag, onlyAttached }) => flag === word && !onlyAttached) ??
  (/^--?[\w.-]+$/.test(word) && isSecretName(word.replace(/^-+/, '')) ? { flag: word } : undefined)

/** A value with blanks and operators is a command in disguise rather than a password: it is not hidden whole. */
const isHidden = (word: string): boolean => isSecretValue(word) && !(/\s/.test(word) && /[|;&<>`$]/.test(word))

function wordRedacted(word: string, tool: readonly Flag[], redact: Redact, depth: number): string {
  const flag = tool.find(({ flag, attached }) => attached && word.startsWith(flag) && !word.startsWith('--'))?.flag
  const prefix = flag ?? /^--from-literal=|^pass:/.exec(word)?.[0]
  const after = [...tool, ...ANY].find((each) => each.flag === prefix?.replace(/=$/, ''))?.after
  if (prefix !== undefined && word.length > prefix.length)
    return prefix + redactAfter(word.slice(prefix.length), after, redact)
  const quote = /^(["'])[^]*\1$/.exec(word)?.[1]
  if (depth >= MAX_DEPTH) return word
  if (quote !== undefined && word.length > 1) return quote + redactText(word.slice(1, -1), redact, depth + 1) + quote
  return /\s/.test(word) ? redactText(word, redact, depth + 1) : word
}

function redactAfter(value: string, mark: string | undefined, redact: Redact): string {
  const [, kept = '', secret = value] = mark === undefined ? (/^(pass:)?([^]*)$/.exec(value) ?? []) : split(value, mark)
  return isSecretValue(secret) ? kept + redactQuoted(secret, redact) : value
}

/** Nothing is secret where the mark is missing. */
function split(value: string, mark: string): [string, string, string] {
  const end = value.indexOf(mark) + 1
  return end === 0 ? [value, value, ''] : [value, value.slice(0, end), value.slice(end)]
}

/** What ends a command is no part of its last word. */
function partEnd(word: string): [string, string] {
  const end = /[;|&)]$/.test(word) ? word.search(/[;|&)]{1,64}$/) : -1
  return end === -1 ? [word, ''] : [word.slice(0, end), word.slice(end)]
}

/** `/usr/bin/mysql` and `(mysql` are mysql. */
const baseName = (word: string): string =>
  word.slice(Math.max(...['/', ';', '|', '&', '(', '`'].map((mark) => word.lastIndexOf(mark))) + 1)
