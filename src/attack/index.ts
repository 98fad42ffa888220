/** The door of `attack`: the pinned ATT&CK release, and a look-up. */
export { allTechniques, ATTACK_DOMAIN, ATTACK_RELEASE, isContainers, tacticOrder, technique } from './technique.ts'
export { TACTICS } from './tactic.ts'
