/** The fields of a record of the audit log, with what the kernel wrote in hexadecimal digits turned into text. */

/** Between what the kernel wrote and what auditd added to it (`log_format = ENRICHED`). */
const ENRICHED = '\u001D'
/** What is not known. In quotes it is meant, but for what programs say of themselves. */
const UNKNOWN = new Set(['?', '(null)', ''])

/** The first of a name stands: what the kernel says of a process comes before what a program says of itself. */
export function fieldsOf(type: string, body: string): Map<string, string> {
  const fields = new Map([['type', type]])
  const add = (name: string, value: string): void => {
    if (!fields.has(name)) fields.set(name, value)
  }
  const [own = '', ...enriched] = body.split(ENRICHED)
  const said = /(?:^| )msg='/.exec(own)
  const before = said ? own.slice(0, said.index) : own
  const permissions = /^\s*avc:\s+(denied|granted)\s+\{ ([^}]*) \}/.exec(before)
  if (permissions) {
    add('seresult', permissions[1] as string)
    add('seperms', (permissions[2] as string).trim())
  }
  for (const [name, value] of pairs(type, before)) add(name, value)
  if (said) {
    const inner = own.slice(said.index + said[0].length)
    const end = inner.lastIndexOf("'")
    for (const [name, value] of pairs(type, end === -1 ? inner : inner.slice(0, end)))
      if (!UNKNOWN.has(value)) add(name, value)
  }
  for (const [name, value] of pairs(type, enriched.join(' ').replace(/SADDR=\{ (.*) \}/, '$1'))) add(name, value)
  return fields
}

// A name, and a value in quotes or up to a blank. Old kernels write `old auid=0`, and people wrote commas and brackets around.
const PAIR = /(?:(?<=^|[\s(])(old|new) )?([\w[\]-]{1,64})=(?:"([^"]*)"|(\(null\)|\S*))/g

function* pairs(type: string, text: string): Generator<[name: string, value: string]> {
  for (const [, when, name = '', quoted, bare = ''] of text.matchAll(PAIR)) {
    const written = unpunctuated(bare)
    if (quoted === undefined && UNKNOWN.has(written)) continue
    const value = quoted ?? decoded(type, name, written)
    yield [when === undefined ? name : `${when}_${name}`, name === 'proctitle' ? value.replace(/\0+$/, '') : value]
  }
}

const unpunctuated = (bare: string): string =>
  bare.replace(bare.includes('(') ? /,$/ : /[),]{1,2}$/, '').replace(/"$/, '')

// What others than the kernel choose: it is in quotes, or in hexadecimal digits where it could be taken for something else.
const CHOSEN = new Set([
  'acct',
  'cmd',
  'comm',
  'cwd',
  'data',
  'dir',
  'exe',
  'file',
  'key',
  'name',
  'new-disk',
  'old-disk',
  'path',
  'proctitle',
  'root_dir',
  'vm',
  'watch',
])
const ARGUMENT = /^a\d{1,7}$/

function decoded(type: string, name: string, value: string): string {
  return CHOSEN.has(name) || (type === 'EXECVE' && ARGUMENT.test(name)) ? textOf(value) : value
}

/** Of hexadecimal digits the text that they stand for; anything else as it is. */
export const textOf = (value: string): string =>
  value.length % 2 === 0 && /^[0-9A-F]+$/.test(value) ? Buffer.from(value, 'hex').toString('utf8') : value
