/** The tactics of Enterprise ATT&CK in the order of the kill chain, which is the order that a story is told in. */

/** Since release 19 what was `defense-evasion` is `stealth` and `defense-impairment`. */
export const TACTICS = [
  'reconnaissance',
  'resource-development',
  'initial-access',
  'execution',
  'persistence',
  'privilege-escalation',
  'stealth',
  'defense-impairment',
  'credential-access',
  'discovery',
  'lateral-movement',
  'collection',
  'command-and-control',
  'exfiltration',
  'impact',
] as const
export type Tactic = (typeof TACTICS)[number]
