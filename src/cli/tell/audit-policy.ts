/** What an audit policy blinds, for people: by which line, for whom, and the rule that would mend it. */
import type { Blinding, Requests, Who } from '../../runtime/blinding.ts'
import type { DetectionSight, PolicyReport, Sight } from '../../runtime/audit-policy.ts'
import { counted, printable, wrap, type Pen } from './terminal.ts'

const SHOWN = 8

export function tellPolicy(report: PolicyReport, pen: Pen): string {
  const { file, provider, slips, detections, beside } = report
  const troubled = detections.filter(({ sight, blindings }) => sight !== 'sees' || blindings.length > 0)
  const fixed = provider?.policy === 'fixed'
  return [
    `${pen.bold(`Audit policy ${printable(file)}`)}${provider ? `, ${provider.title}` : ''}`,
    ...(provider?.says ?? []).map((say) => `  ${pen.dim(wrap(`${provider?.title} ${say}`, pen.width - 2, '  '))}`),
    ...slips.map(
      ({ line, resource, group, groups }) =>
        `${at(file, line)} ${printable(`“${resource}” is not in group “${group}” but in ${groups.map((one) => `“${one}”`).join(' and ')}: this entry matches nothing`)}`,
    ),
    ...troubled.map((detection) => tellDetection(detection, file, fixed, pen)),
    ...(beside.length > 0
      ? [
          [
            `\n${pen.bold('Not told of, whichever rules you have')}`,
            ...beside.flatMap((blinding) => [
              `  ${wrap(printable(blinding.by.join('; ')), pen.width - 2, '  ')}`,
              tellBlinding(blinding, file, fixed, pen),
            ]),
          ].join('\n'),
        ]
      : []),
    summaryOf(report, pen),
  ].join('\n')
}

function tellDetection(
  { id, sight, rules, lost, blindings, assumptions }: DetectionSight,
  file: string,
  fixed: boolean,
  pen: Pen,
): string {
  const blind = rules.filter((rule) => rule.sight === 'blind').map(({ rule }) => printable(rule))
  const wanting = assumptions.filter(({ holds }) => !holds).map(({ assumption }) => assumption)
  return [
    `\n${label(sight, pen)} ${pen.bold(id)}`,
    ...(blind.length > 0 ? [`  can never match: ${wrap(blind.join('; '), pen.width - 19, ' '.repeat(19))}`] : []),
    ...(wanting.length > 0 ? [`  does not hold: ${wanting.join(', ')}`] : []),
    ...lost.map((kind) => `  records of ${printable(kind)} come without the verb that it asks for`),
    ...blindings.filter(({ callers }) => callers.length > 0).map((one) => tellBlinding(one, file, fixed, pen)),
    ...exceptionsOf(blindings, pen),
  ].join('\n')
}

/** Single callers are left out for the sake of their number, mostly: it is said, and needs no mending by itself. */
function exceptionsOf(blindings: readonly Blinding[], pen: Pen): string[] {
  const apart = blindings.filter(({ callers }) => callers.length === 0)
  const words = new Set(apart.map(({ line, who }) => `${printable(some(who.map(whoInWords)))} (line ${line})`))
  return words.size === 0
    ? []
    : [pen.dim(`  leaves out ${wrap([...words].join(', '), pen.width - 13, ' '.repeat(13))}`)]
}

const LABELS: { readonly [sight in Sight]: string } = { sees: 'SEES', partly: 'PARTLY BLIND', blind: 'BLIND' }
const STYLES = { sees: 'green', partly: 'yellow', blind: ['red', 'bold'] } as const
const label = (sight: Sight, pen: Pen): string => pen.style([STYLES[sight]].flat(), LABELS[sight])

const at = (file: string, line: number | undefined): string =>
  line === undefined ? `  ${printable(file)}: at its end` : `  ${printable(file)}:${line}`

function tellBlinding(blinding: Blinding, file: string, fixed: boolean, pen: Pen): string {
  const { line, level, omitted, needed, requests, change } = blinding
  const told =
    line === undefined
      ? 'no rule matches, so that nothing is told'
      : omitted === undefined
        ? `tells ${level}, and ${needed} is needed`
        : `omits ${omitted}`
  const words = `${told}: ${requestsInWords(requests)}; ${whose(blinding)}`
  const mend = fixed
    ? []
    : change === undefined
      ? [`    ${pen.dim(`take ${omitted} out of omitStages`)}`]
      : [
          `    ${pen.dim(line === undefined ? 'add at the end:' : `put before line ${line}:`)}`,
          ...change.split('\n').map((row) => `      ${pen.dim(printable(row))}`),
        ]
  return [`${at(file, line)} ${wrap(printable(words), pen.width - 8, '      ')}`, ...mend].join('\n')
}

const some = (names: readonly string[]): string =>
  names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more` : names.join(', ')

/** One by one where they are few; else the verbs of them all, and how many kinds. */
function requestsInWords(requests: readonly Requests[]): string {
  const kinds = requests.reduce((sum, { names }) => sum + names.length, 0)
  if (kinds > 2 * SHOWN)
    return `${[...new Set(requests.flatMap(({ verbs }) => verbs))].join(', ')} of ${kinds} kinds: ${some(requests.flatMap(({ names }) => names))}`
  return requests
    .map(({ verbs, names, group }) =>
      group === undefined ? some(names) : `${verbs.join(', ')} of ${some(names)}${group === '' ? '' : ` (${group})`}`,
    )
    .join('; ')
}

const CALLERS = {
  user: 'people',
  serviceaccount: 'service accounts',
  node: 'nodes',
  system: 'system parts',
  anonymous: 'callers without a name',
}

const whose = ({ callers }: Blinding): string =>
  callers.length === 5 ? 'by anybody' : `by ${callers.map((kind) => CALLERS[kind]).join(', ')}`

const whoInWords = ({ user, groups = [], namespace, name }: Who): string =>
  [
    user === undefined ? '' : `user ${user}`,
    groups.length === 0 ? '' : `group ${groups.join(', ')}`,
    namespace === undefined ? '' : namespace === '' ? 'in no namespace' : `in namespace ${namespace}`,
    name === undefined ? '' : `named ${name}`,
  ]
    .filter((word) => word !== '')
    .join(' ')

function summaryOf({ detections }: PolicyReport, pen: Pen): string {
  const count = (sight: Sight): number => detections.filter((one) => one.sight === sight).length
  return `\n${pen.bold(`${counted(detections.length, 'detection')} read the audit log`)}: ${count('sees')} see, ${count('partly')} partly blind, ${count('blind')} blind.`
}
