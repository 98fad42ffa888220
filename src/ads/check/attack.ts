/** Is what the document says of ATT&CK true of the pinned release, and do its rules say the same? */
import { ATTACK_RELEASE, isContainers, technique } from '../../attack/index.ts'
import type { Detection } from '../detection.ts'
import type { Finding } from '../finding.ts'
import { findingsIn } from './context.ts'

export function checkAttack(detection: Detection): Finding[] {
  const { attack, places } = detection
  const finding = findingsIn(places.document)
  const ids = attack.techniques.map(({ uid }) => uid)
  const findings = ids.flatMap((id, index): Finding[] => {
    const line = places.lineOf('attack', index)
    if (!technique(id))
      return [
        finding(
          'technique-unknown',
          line,
          `ATT&CK ${ATTACK_RELEASE} has no technique ${id}`,
          'look it up at attack.mitre.org: ids are withdrawn and replaced between releases',
        ),
      ]
    if (isContainers(id) || attack.adapted.has(id)) return []
    return [
      finding(
        'technique-outside',
        line,
        `${id} is not in the Containers matrix of ATT&CK ${ATTACK_RELEASE}`,
        `use one that is, or say under \`adapted\` why: adapted: { ${id}: the reason }`,
      ),
    ]
  })
  for (const id of attack.adapted.keys()) {
    const line = places.lineOf('adapted', id)
    if (!ids.includes(id))
      findings.push(
        finding(
          'adapted-unused',
          line,
          `${id} is adapted, but not listed under \`attack\``,
          `list it, or remove it here`,
        ),
      )
    else if (isContainers(id))
      findings.push(
        finding(
          'adapted-claimed',
          line,
          `${id} is in the Containers matrix, so a Navigator layer claims it`,
          'remove it from `adapted`, which is for techniques outside the matrix',
        ),
      )
  }
  return [...findings, ...checkTags(detection, ids)]
}

/** The front matter and the tags of the rules are one list, written twice. */
function checkTags({ rules, correlations, places }: Detection, ids: readonly string[]): Finding[] {
  const tagged = new Set<string>()
  const findings: Finding[] = []
  for (const { tags, title, place } of [...rules, ...correlations])
    for (const tag of tags) {
      const id = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase()
      if (id === undefined) continue
      tagged.add(id)
      if (!ids.includes(id))
        findings.push(
          findingsIn(places.rule)(
            'tags-differ',
            place.line,
            `the rule “${title}” is tagged ${tag}, which ads.md does not list`,
            `add ${id} to \`attack\` in ads.md, or remove the tag`,
          ),
        )
    }
  for (const [index, id] of ids.entries())
    if (!tagged.has(id))
      findings.push(
        findingsIn(places.document)(
          'tags-differ',
          places.lineOf('attack', index),
          `no rule is tagged attack.${id.toLowerCase()}`,
          'tag the rule that shows it, or remove the technique here',
        ),
      )
  return findings
}
