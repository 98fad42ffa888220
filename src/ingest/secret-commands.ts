/** Redacts secrets in command lines: flags that take one, tools that hide one in a letter, and commands inside commands. */
import { createHeads } from './heads.ts'
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
  /** And only where what stands before it is a secret's name: `X-Api-Key:1234`. */
  readonly named?: true
}
const P_FLAG: readonly Flag[] = [{ flag: '-p', attached: true }]
const TOOLS: readonly (readonly [name: RegExp, flags: readonly Flag[]])[] = [
  [/^(?:mysql|mariadb)/, [{ flag: '-p', attached: true, onlyAttached: true }]],
  [/^(?:mongo|sshpass$|useradd$|usermod$)/, P_FLAG],
  [/^(?:sqlcmd|unzip)$/, [{ flag: '-P', attached: true }]],
  [/^openssl$/, [{ flag: '-k' }, { flag: '-K' }]],
  [/^etcdctl$/, [{ flag: '--user', after: ':' }]],
  [/^login$/, [{ flag: '-p' }]],
  [/^redis-cli$/, [{ flag: '-a' }]],
  [/^ldap/, [{ flag: '-w', attached: true }]],
  [/^(?:smbclient|rpcclient)$/, [{ flag: '-U', attached: true, after: '%' }]],
  [
    /^curl$/,
    [
      { flag: '-u', attached: true, after: ':' },
      ...['--user', '--proxy-user'].map((flag) => ({ flag, after: ':' as const })),
      { flag: '-b', attached: true, after: '=' },
      { flag: '--cookie', after: '=' },
      { flag: '-H', attached: true, after: ':', named: true },
      { flag: '--header', after: ':', named: true },
    ],
  ],
  // What these tools run has flags of its own.
  [/^(?:ssh|scp|rsync)$/, []],
]
/** What stands before a secret is no flag, and is one all the same. */
const NEXT: Flag = { flag: '' }
const ANY: readonly Flag[] = [{ flag: '--from-literal', after: '=' }]

// What follows is redacted wherever it stands, and how it is said stays; so is a header's value after a blank.
const SCHEME = /^(?:\s|(?:basic|bearer|token|digest|negotiate)\b)/i

// Most strings hold none of these, and are not looked at twice.
const SUSPECTS =
  /pass|assw|assph|pwd|auth|secret|token|key|credential|bearer|literal|login|mysql|mariadb|mongo|redis|ldap|smbc|rpcc|curl|eyJ|:\/\/|AKIA|ASIA|-----BEGIN|gh[pousr]_|github_pat|glpat|xox|etcdctl|sqlcmd|unzip|openssl|user(?:add|mod)|cookie|[?&6](?:x-(?:amz|goog)-)?sig(?:nature)?=|hv[sbr]\.|\b[sbr]\.[a-z0-9]{24}/i
/** Characters of each of these but `://`, which gives nothing away where no at sign follows. */
const mayBeSuspect = createHeads(
  [
    ...'pass assw assp pwd auth secr toke key cred bear tera logi mysq mari mong edis ldap smbc rpcc curl'.split(' '),
    ...'eyj akia asia ---- gho_ ghp_ ghr_ ghs_ ghu_ ub_p glpa xox tcdc qlcm nzip enss radd rmod ooki sig= sign hvb. hvr. hvs.'.split(
      ' ',
    ),
  ],
  ['s.', 'b.', 'r.'],
)
const isSuspect = (text: string): boolean =>
  (mayBeSuspect(text) || (text.includes('@') && text.includes('://'))) && SUSPECTS.test(text)
const TOOL =
  /\b(?:mysql|mariadb|mongo|sshpass|login|redis-cli|ldap|smbclient|rpcclient|curl|etcdctl|sqlcmd|unzip|openssl|user(?:add|mod)|htpasswd|set(?:env)?\s)|--from-literal|\bpass:/i
// A command in a command in a command: people write no more, and nobody chooses how deep we recurse.
const MAX_DEPTH = 4

/** Any text, a command line above all, with its secrets replaced by what `redact` makes of them. */
export function redactText(text: string, redact: Redact, depth = 0): string {
  if (!isSuspect(text)) return text
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
  if (!words.some(isSuspect)) return words
  const line = words.join(' ')
  const patterned = words.map((word) => redactPatterns(word, redact))
  return isCommand(line) ? wordsRedacted(patterned, redact, 0) : patterned
}

/** Whether some word says that the next one, or its own end, is a secret. */
const isCommand = (line: string): boolean => TOOL.test(line) || SECRET_FLAG.test(line)

function wordsRedacted(words: readonly string[], redact: Redact, depth: number): string[] {
  let tool: readonly Flag[] = []
  let awaited: Flag | undefined
  let place = -1
  return words.map((whole, at) => {
    const [word, end] = partEnd(whole)
    const flag = at === place ? NEXT : awaited
    const name = baseName(word)
    awaited = flagThatAwaits(word, tool)
    place = Math.max(place, secretPlace(name, words, at))
    tool = TOOLS.find(([tools]) => tools.test(name))?.[1] ?? tool
    const redacted = flag && isHidden(word) ? redactAfter(word, flag, redact) : wordRedacted(word, tool, redact, depth)
    if (end !== '') {
      tool = []
      awaited = undefined
    }
    return redacted + end
  })
}

/** Which word is a secret by its place alone, after the name of a command at `at`; -1 if none is. */
function secretPlace(name: string, words: readonly string[], at: number): number {
  if (name === 'htpasswd') return batchPassword(words, at)
  if (name === 'vault') return words[at + 1] === 'login' && /^[^-=][^=]*$/.test(words[at + 2] ?? '') ? at + 2 : -1
  if (name !== 'set' && name !== 'setenv') return -1
  // `set SECRET_TOKEN x`, `set -gx SECRET_TOKEN x`
  const variable = words[at + 1]?.startsWith('-') ? at + 2 : at + 1
  return isSecretName(words[variable] ?? '') ? variable + 1 : -1
}

/** Where `htpasswd -b file user password` ends, if it is given a password at all. */
function batchPassword(words: readonly string[], start: number): number {
  const rest = words.slice(start + 1, start + 16)
  const operator = rest.findIndex((word) => /^\d?[|;&<>]/.test(word))
  const own = operator === -1 ? rest : rest.slice(0, operator)
  const ended = own.findIndex((word) => partEnd(word)[1] !== '')
  const length = ended === -1 ? own.length : ended + 1
  return own.slice(0, length - 1).some((word) => /^-[A-Za-z]*b/.test(word)) ? start + length : -1
}

/** The flag whose value the next word is. */
const flagThatAwaits = (word: string, tool: readonly Flag[]): Flag | undefined =>
  [...tool, ...ANY].find(({ flag, onlyAttached }) => flag === word && !onlyAttached) ??
  (/^--?[\w.-]+$/.test(word) && isSecretName(word.replace(/^-+/, '')) ? { flag: word } : undefined)

/** A value with blanks and operators is a command in disguise rather than a password: it is not hidden whole. */
const isHidden = (word: string): boolean => isSecretValue(word) && !(/\s/.test(word) && /[|;&<>`$]/.test(word))

function wordRedacted(word: string, tool: readonly Flag[], redact: Redact, depth: number): string {
  const quote = /^(\\?["'])[^]*\1$/.exec(word)?.[1]
  const bare = quote !== undefined && word.length > quote.length ? word.slice(quote.length, -quote.length) : undefined
  const glued = gluedTo(bare ?? word, tool)
  if (glued !== undefined) {
    const [prefix, flag] = glued
    return (quote ?? '') + prefix + redactAfter((bare ?? word).slice(prefix.length), flag, redact) + (quote ?? '')
  }
  if (depth >= MAX_DEPTH) return word
  if (quote !== undefined && bare !== undefined) return quote + redactText(bare, redact, depth + 1) + quote
  return /\s/.test(word) ? redactText(word, redact, depth + 1) : word
}

/** The flag that the value is glued to, and how: `-phunter2`, `--user=root:hunter2`. */
function gluedTo(word: string, tool: readonly Flag[]): readonly [prefix: string, flag: Flag] | undefined {
  const long = /^--[\w-]+=/.exec(word)?.[0]
  const flag =
    long === undefined
      ? tool.find(({ flag, attached }) => attached && word.startsWith(flag) && !word.startsWith('--'))
      : [...tool, ...ANY].find((each) => `${each.flag}=` === long)
  const prefix = flag === undefined ? /^pass:/.exec(word)?.[0] : (long ?? flag.flag)
  return prefix === undefined || word.length === prefix.length ? undefined : [prefix, flag ?? NEXT]
}

function redactAfter(value: string, flag: Flag, redact: Redact): string {
  const quote = /^(["'])[^]+\1$/.exec(value)?.[1]
  if (quote !== undefined && (flag.after !== undefined || value.startsWith('pass:', 1)))
    return quote + redactAfter(value.slice(1, -1), flag, redact) + quote
  const [, kept = '', secret = value] =
    flag.after === undefined ? (/^(pass:)?([^]*)$/.exec(value) ?? []) : split(value, flag.after)
  const named = !flag.named || (isSecretName(kept.slice(0, -1)) && !SCHEME.test(secret))
  return named && isSecretValue(secret) ? kept + redactQuoted(secret, redact) : value
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
