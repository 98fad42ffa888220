/** The few words that rules and records are made of: few, so that they often meet, and each a trap of its own. */
import type { Dice } from './dice.ts'

/** Field names: plain, dotted, of another script, of a prototype's own, with marks that JSON or YAML escapes. */
export const fields = [
  'Image',
  'CommandLine',
  'EventID',
  'objectRef.resource',
  'user.groups',
  'a.b.c',
  'a.b',
  'a',
  'spec.containers.image',
  'New Value',
  'Überfeld',
  '__proto__',
  'constructor',
  'toString.length',
  'image',
  'c-useragent',
  'a..b',
  '0',
  'key"quote',
  'back\\slash',
  'tab\tbed',
  '😀.x',
]

const pieces = [
  ...'a b ab cmd .exe \\ * ? - / – A é É ß ẞ k K s ſ σ ς İ ı 😀 " \' { } [ ] : , % 1 0 10 . true null 日本'.split(' '),
  ...' |\n|\t|\u0000|\u212a|e\u0301|\u2028|\u00ff|kubectl exec|system:masters'.split('|'),
]

/** A text of up to so many pieces, wildcards and backslashes among them. */
export const makeText = (dice: Dice, most = 5): string => dice.some(0, most, () => dice.pick(pieces)).join('')

/** A text in which Sigma sees no wildcard. */
export const makePlainText = (dice: Dice, most = 5): string => makeText(dice, most).replace(/[*?\\]/g, 'x')

/** Regular expressions beside texts that they find something in, or nearly. */
export const expressions = new Map<string, string[]>([
  ['a.b', ['a\nb', 'aXb', 'AxB', 'xa.b', 'ab']],
  ['^b$', ['b', 'a\nb\nc', 'B', 'b\n', 'bb']],
  ['(?i)cmd(\\.exe)?', ['CMD.EXE', 'cmd', 'cm', 'xcMd']],
  ['\\d{3}\\*', ['123*', '12*', '1234*', '１２３*']],
  ['[^a-z]é+', ['éé', 'Zé', 'aé', 'ZÉ']],
  ['(a|ab)(c|bcd)*$', ['abcd', 'acbcd', 'abx', 'a']],
  ['k', ['K', 'k', '\u212a', 'x']],
  ['', ['', 'x']],
  ['\\\\\\\\srv', ['\\\\srv', '\\srv', '//srv']],
  ['1', ['1', '10', '2']],
  ['^.$', ['x', '😀', 'xx', '\n']],
])

/** Networks beside addresses in and out of them. */
export const networks = new Map<string, string[]>([
  ['10.0.0.0/8', ['10.2.3.4', '11.0.0.1', '10.0.0.0', '10.255.255.255', '010.0.0.1', '10.0.0', '::ffff:10.0.0.1']],
  ['192.168.128.0/17', ['192.168.127.255', '192.168.128.0', '192.168.255.255', ' 192.168.200.1', '192.168.300.1']],
  ['0.0.0.0/0', ['1.2.3.4', '::1', 'x']],
  ['192.0.2.7/32', ['192.0.2.7', '192.0.2.6', '192.0.2.7/32']],
  [
    '2001:db8::/32',
    ['2001:0DB8:1::1', '2001:db9::', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', '2001::1'],
  ],
  ['fe80::/10', ['fe80::1', 'febf::', 'fec0::', 'FE80::1:2']],
  ['::1/128', ['::1', '0:0:0:0:0:0:0:1', '::2', '127.0.0.1']],
])

/** Dates as logs write them, and texts that are no dates. */
export const dates = [
  '2026-11-01T03:10:00Z',
  '2026-11-01T03:10:00.123456+02:00',
  '2021-01-01 23:59:59',
  '2020-12-31T00:00:00',
  '2024-12-30T12:30',
  '2026-02-29x',
  'yesterday',
  '03:10',
]

/** Numbers that the parts of those dates are, or nearly; now and then one that no such part can be. */
export const dateNumbers: Record<string, number[]> = {
  minute: [0, 10, 30, 44, 59],
  hour: [0, 3, 12, 23, 3, 24],
  day: [1, 21, 30, 31, 29],
  week: [1, 44, 47, 53, 52],
  month: [1, 2, 11, 12, 12],
  year: [2020, 2021, 2024, 2026, 2025],
}

/** Numbers as rules have them. */
export const numbers = [0, 1, 10, 4624, -1, 1.5, 1e3, 1e21, 0.1, 2 ** 53, -0.5]
