// Writes src/attack/techniques.json, the pinned ATT&CK release, from a list of technique facts:
//   node scripts/attack-techniques.mjs FACTS.json RELEASE
// FACTS.json is an array of {id, name, tactics, platforms} of Enterprise ATT&CK; RELEASE is its version, `19.1`.
import { readFileSync, writeFileSync } from 'node:fs'

const [facts, release] = process.argv.slice(2)
if (!facts || !release) {
  console.error('usage: node scripts/attack-techniques.mjs FACTS.json RELEASE')
  process.exit(2)
}

const HEAD = {
  about:
    'Facts of MITRE ATT&CK that Tallyman looks up: id, name, tactics, platforms. Made by scripts/attack-techniques.mjs.',
  domain: 'enterprise-attack',
  release,
  copyright:
    '© 2026 The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.',
  license:
    "The MITRE Corporation (MITRE) hereby grants you a non-exclusive, royalty-free license to use ATT&CK® for research, development, and commercial purposes. Any copy you make for such purposes is authorized provided that you reproduce MITRE's copyright designation and this license in any such copy.",
  terms: 'https://attack.mitre.org/resources/legal-and-branding/terms-of-use/',
}

// The list of facts names some techniques as a project of tests does; these are the names that ATT&CK gives them.
const NAMES = new Map([
  ['T1001.002', 'Steganography'],
  ['T1003.008', '/etc/passwd and /etc/shadow'],
  ['T1021.005', 'VNC'],
  ['T1036.002', 'Right-to-Left Override'],
  ['T1036.003', 'Rename Legitimate Utilities'],
  ['T1036.005', 'Match Legitimate Resource Name or Location'],
  ['T1037.002', 'Login Hook'],
  ['T1037.004', 'RC Scripts'],
  ['T1048.002', 'Exfiltration Over Asymmetric Encrypted Non-C2 Protocol'],
  ['T1048.003', 'Exfiltration Over Unencrypted Non-C2 Protocol'],
  ['T1053.007', 'Container Orchestration Job'],
  ['T1059.004', 'Unix Shell'],
  ['T1070', 'Indicator Removal'],
  ['T1070.008', 'Clear Mailbox Data'],
  ['T1129', 'Shared Modules'],
  ['T1137.001', 'Office Template Macros'],
  ['T1176', 'Software Extensions'],
  ['T1216', 'System Script Proxy Execution'],
  ['T1216.001', 'PubPrn'],
  ['T1216.002', 'SyncAppvPublishingServer'],
  ['T1217', 'Browser Information Discovery'],
  ['T1218', 'System Binary Proxy Execution'],
  ['T1219', 'Remote Access Tools'],
  ['T1222.002', 'Linux and Mac File and Directory Permissions Modification'],
  ['T1484.001', 'Group Policy Modification'],
  ['T1484.002', 'Trust Modification'],
  ['T1530', 'Data from Cloud Storage'],
  ['T1543.002', 'Systemd Service'],
  ['T1546.004', 'Unix Shell Configuration Modification'],
  ['T1552.007', 'Container API'],
  ['T1574.006', 'Dynamic Linker Hijacking'],
  ['T1606.002', 'SAML Tokens'],
  ['T1609', 'Container Administration Command'],
  ['T1610', 'Deploy Container'],
])
const given = JSON.parse(readFileSync(facts, 'utf8'))
const parents = new Map(given.map(({ id, name }) => [id, name]))

/** ATT&CK names a sub-technique without its parent. */
function nameOf({ id, name }) {
  const prefix = `${parents.get(id.split('.')[0])}: `
  return NAMES.get(id) ?? (id.includes('.') && name.startsWith(prefix) ? name.slice(prefix.length) : name)
}

const COLUMNS = ' | '
const rows = given
  .toSorted((a, b) => (a.id < b.id ? -1 : 1))
  .map(({ tactics, platforms, ...fact }) =>
    [fact.id, nameOf(fact), tactics.toSorted().join(', '), platforms.toSorted().join(', ')].join(COLUMNS),
  )
if (rows.some((row) => row.split(COLUMNS).length !== 4)) throw new Error(`a fact holds "${COLUMNS}"`)
if (new Set(rows.map((row) => row.split(COLUMNS)[0])).size !== rows.length)
  throw new Error('a technique is listed twice')

// One technique a line, so that a new release is reviewed as a diff.
writeFileSync('src/attack/techniques.json', `${JSON.stringify({ ...HEAD, techniques: rows }, null, 2)}\n`)
console.log(`attack-techniques: ${rows.length} techniques of ATT&CK ${release}`)
