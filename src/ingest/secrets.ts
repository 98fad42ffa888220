/** Finds secrets in text: what stands under a name that promises one, and what looks like a credential. */
import { createHeads } from './heads.ts'

export type Redact = (secret: string) => string

// DB_PASSWORD, clientSecret, X-Api-Key, MYSQL_PWD; not secretName, TOKEN_FILE, compass, PWD.
const NAME = String.raw`(?:passw(?:or)?d|passphrase|requirepass|secret|token|credentials?|authorization|(?:api|access|secret|private|account|encryption|signing|master|session)[-_.]?key|(?:(?<![a-z])|db|user|root|admin)(?:pass|pwd|auth))`
const SECRET_NAME = new RegExp(`${NAME}$`, 'i')
const NO_SECRET_NAME = /^(?:old)?pwd$/i
// Far cheaper than the names themselves, and nearly always enough to say no.
const mayBeSecret = createHeads(['pass', 'pwd', 'auth', 'secr', 'toke', 'key', 'cred'])
const NAME_LENGTH = 128

/** Whether what stands under this name (of a variable, a flag, a field) is to be kept to oneself. */
export const isSecretName = (name: string): boolean =>
  name.length <= NAME_LENGTH && mayBeSecret(name) && SECRET_NAME.test(name) && !NO_SECRET_NAME.test(name)

/**
 * Whether a value is worth hiding: a variable or a substitution is no secret, and hiding it would let an adversary hide a
 * command behind `token=`.
 */
export const isSecretValue = (value: string): boolean =>
  value !== '' &&
  !/^["']?(?:\$(?:[({]|$)|\$[A-Z_][A-Z0-9_]*["']?$|`)/.test(value) &&
  !/^(?:(?:true|false|null|none|yes|no)$|\[redacted)/i.test(value)

// Every quantifier is bounded or cannot begin inside its own match, so that time is linear in the text.
// What is to be hidden is the group `secret`; a group `name` must be a secret's name.
const LOOKS: readonly RegExp[] = [
  /(?<secret>-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$))/g,
  /(?<![\w-])(?<secret>eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?)/g,
  /(?<=:\/\/[^\s/?#:@"']{0,128}:)(?<secret>[^\s@/?#"']{1,256})(?=@)/g,
  /(?<=:\/\/)(?<secret>[\w-]{20,256})(?=@)/g,
  /\b(?<secret>(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{20,64}|xox[abprs]-[\w-]{10,250}|hv[sbr]\.[\w-]{20,512})/g,
  // The older tokens of Vault.
  /(?<![\w./-])(?<secret>[sbr]\.[A-Za-z0-9]{24})(?![\w.-])/g,
]
const NAMED: readonly RegExp[] = [
  /(?<=\bauthorization["']?[ \t]{0,3}[:=][ \t]{0,3}["']?(?:basic|bearer|token|digest|negotiate)[ \t]{1,3})(?<secret>[^\s"',;]{4,4096})/gi,
  /(?<=\bbearer[ \t]{1,3})(?<secret>[\w.~+/=-]{16,4096})/gi,
  new RegExp(
    String.raw`(?<![\w.-])(?<name>[\w.-]{0,${NAME_LENGTH}}?${NAME})(?:["']?[ \t]{0,3}=[ \t]{0,3}|["'][ \t]{0,3}:[ \t]{0,3}|:[ \t]{1,3})(?!(?:basic|bearer|token|digest|negotiate)[ \t])(?<secret>"[^"]{1,4096}"|'[^']{1,4096}'|["']?[^\s"'&;,|<>(){}[\]]{1,4096})`,
    'gi',
  ),
  /cookie["']?[ \t]{0,3}:[ \t]{0,3}["']?(?<secret>[\w.-]{1,128}=[^\s"';]{1,4096}(?:;[ \t]{0,3}[\w.-]{1,128}=[^\s"';]{1,4096}){0,64})/gi,
  // Who has a signed address needs no more.
  /(?:[?&]|\\u0026)(?:x-(?:amz|goog)-)?sig(?:nature)?=(?<secret>[^\s"'&#\\]{1,4096})/gi,
]
const ECHO = String.raw`\b(?:echo|printf)[ \t]{1,8}(?:-[a-zA-Z]{1,3}[ \t]{1,8}){0,2}(?:["']?%s(?:\\n)?["']?[ \t]{1,8})?`
// With both blanks and operators it is a command in disguise, and is not hidden.
const VALUE = String.raw`(?:(?<=")(?:[^"\s]{1,256}|[^"|;&<>$\n]{1,256})(?=")|(?<=')(?:[^'\s]{1,256}|[^'|;&<>$\n]{1,256})(?=')|(?<!["'])[^\s"'|;&<>]{1,256})`
// What is typed to a program that asks for it.
const TYPED: readonly RegExp[] = [
  new RegExp(
    String.raw`${ECHO}["']?[\w.-]{1,64}:(?<secret>[^"'|\n]{0,255}[^"'|\s])(?=["']?[ \t]{0,8}\|[^|;&\n]{0,64}?\bchpasswd\b)`,
    'g',
  ),
  new RegExp(String.raw`${ECHO}["']?(?<secret>${VALUE})(?=["']?[ \t]{0,8}\|[^|;&\n]{0,256}?--password-stdin\b)`, 'g'),
  /\bchpasswd\b[^|;&<\n]{0,64}<<<[ \t]{0,8}["']?[\w.-]{1,64}:(?<secret>[^"'\s]{1,256})/g,
  new RegExp(String.raw`--password-stdin\b[^|;&<\n]{0,256}<<<[ \t]{0,8}["']?(?<secret>${VALUE})`, 'g'),
  /(?:assword|assphrase)[^\n"'{}]{0,16}\\?["'}]?[\s;{}]{0,16}(?:exp_)?send[ \t]{1,4}(?:--[ \t]{1,4})?\\?["']?(?!\$)(?<secret>(?:[^\s"'\\{}]|\\(?![\\rn"'])){1,256})/g,
]
// Most strings hold neither, and the patterns above are not tried on them.
const HAS_LOOK =
  /-----BEGIN|eyJ|:\/\/[^/\s]{1,400}@|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|hv[sbr]\.|\b[sbr]\.[A-Za-z0-9]{24}/
const HAS_NAME = new RegExp(
  String.raw`\bbearer[ \t]|cookie["']?[ \t]{0,3}:|sig(?:nature)?=|${NAME}["']?[ \t]{0,3}[=:]`,
  'i',
)
const HAS_TYPED = /\bchpasswd\b|--password-stdin|(?:assword|assphrase)[^]{0,40}send[ \t]/

/** `text` with everything replaced by what `redact` makes of it that a name or its own look gives away. */
export function redactPatterns(text: string, redact: Redact): string {
  const patterns = [
    ...(HAS_LOOK.test(text) ? LOOKS : []),
    ...(HAS_NAME.test(text) ? NAMED : []),
    ...(HAS_TYPED.test(text) ? TYPED : []),
  ]
  return patterns.reduce((left, pattern) => left.replace(pattern, (...found) => hide(found, redact)), text)
}

/** A flag with a secret's name, which the next word is the value of. */
export const SECRET_FLAG = new RegExp(String.raw`-[\w.-]{0,${NAME_LENGTH}}?${NAME}(?=["'\s]|$)`, 'i')

/** The arguments of a replacer: the match first, the named groups last. */
function hide(found: readonly unknown[], redact: Redact): string {
  const match = String(found[0])
  const { name, secret = '' } = found.at(-1) as { readonly name?: string; readonly secret?: string }
  if (!isSecretValue(secret) || (name !== undefined && !isSecretName(name))) return match
  // The secret ends the match in every pattern.
  return match.slice(0, match.length - secret.length) + redactQuoted(secret, redact)
}

/** A secret in quotes keeps its quotes, so that what was a word stays one. */
export function redactQuoted(word: string, redact: Redact): string {
  const quote = word[0]
  const quoted = word.length > 1 && (quote === '"' || quote === "'") && word.endsWith(quote)
  return quoted ? quote + redact(word.slice(1, -1)) + quote : redact(word)
}

/** `NAME=value`, as environments are written; the value may hold blanks. */
export function redactVariable(text: string, redact: Redact): string {
  const start = text.indexOf('=') + 1
  return start > 1 && start < text.length && isSecretName(text.slice(0, start - 1))
    ? text.slice(0, start) + redact(text.slice(start))
    : text
}
