/** Whether the packages fit together: members that are there, rules that correlations can find, ids that are used once. */
import type { Detection } from './detection.ts'
import type { Finding } from './finding.ts'

/** What keeps packages that are each readable from being run together. */
export function bindingFindings(detections: readonly Detection[]): Finding[] {
  const byId = new Map(detections.map((detection) => [detection.id, detection]))
  return [...detections.flatMap((detection) => unbound(detection, byId)), ...usedTwice(detections)]
}

function unbound(detection: Detection, byId: ReadonlyMap<string, Detection>): Finding[] {
  const { members, places, correlations, baselines, tallies } = detection
  const unknown = members.flatMap((member, index): Finding[] =>
    byId.has(member) && member !== detection.id
      ? []
      : [
          {
            code: 'member-unknown',
            file: places.document,
            line: places.lineOf('members', index),
            problem: `the member ${member} is no other detection of this folder`,
            advice: `name one of ${[...byId.keys()].filter((id) => id !== detection.id).join(', ') || 'the detections beside it'}`,
          },
        ],
  )
  const own = [detection, ...members.flatMap((member) => byId.get(member) ?? [])]
  const names = new Set(own.flatMap((one) => [...one.rules, ...one.correlations]).flatMap(({ id, name }) => [id, name]))
  const lost = correlations.flatMap(({ refers, title }) =>
    refers.flatMap(({ rule, place }): Finding[] =>
      names.has(rule)
        ? []
        : [
            {
              code: 'correlation-unbound',
              file: places.rule,
              line: place.line,
              problem: `the correlation “${title}” stands on ${rule}, which neither this package nor a member of it has`,
              advice: 'name the id or the name of a rule, and list the detection that has it under `members`',
            },
          ],
    ),
  )
  const standing = [
    ...baselines.flatMap(({ of, learn, title, place }) =>
      [of, ...(learn.of === undefined ? [] : [learn.of])].map((rule) => ({
        file: places.baseline,
        line: place.of,
        rule,
        title,
      })),
    ),
    ...tallies.flatMap(({ every, expect, title, place }) => [
      { file: places.tally, line: place.every, rule: every, title },
      { file: places.tally, line: place.expect, rule: expect, title },
    ]),
  ]
  const groundless = standing
    .filter(({ rule }) => !names.has(rule))
    .map(({ file, line, rule, title }) => ({
      code: 'detector-unbound',
      file,
      line,
      problem: `“${title}” stands on ${rule}, which neither this package nor a member of it has`,
      advice: 'name the id or the name of a rule in rule.yml, or list the detection that has it under `members`',
    }))
  return [...unknown, ...lost, ...groundless]
}

/** A rule's id is the address of its matches: two rules that share it could not be told apart. */
function usedTwice(detections: readonly Detection[]): Finding[] {
  const owners = new Map<string, string>()
  const findings: Finding[] = []
  for (const { id: owner, places, rules, correlations, baselines, tallies } of detections)
    for (const { id, place, file } of [
      ...[...rules, ...correlations].map((one) => ({ ...one, file: places.rule })),
      ...baselines.map((one) => ({ ...one, file: places.baseline })),
      ...tallies.map((one) => ({ ...one, file: places.tally })),
    ]) {
      const other = owners.get(id)
      if (other !== undefined)
        findings.push({
          code: 'rule-id-twice',
          file,
          line: place.line,
          problem: `the rule id ${id} is used by ${other} too`,
          advice: 'give the rule an id of its own: a new random UUID',
        })
      owners.set(id, owner)
    }
  return findings
}
