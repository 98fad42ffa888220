/** The document for people: the ADS with each section's executable twin beneath it. Nothing of it is believed, all is escaped. */
import { casesOf, type Detection } from './detection.ts'
import type { Case } from './sample.ts'
import { SECTIONS, visibleText, type SectionName } from './section.ts'

/** Markdown of a whole package. */
export function renderDetection(detection: Detection): string {
  const { title, sections } = detection
  const parts = SECTIONS.flatMap((name) => {
    const section = sections.get(name)
    if (!section) return []
    return [`## ${name}`, visibleText(section.text).trim(), ...twinOf(name, detection)].filter((part) => part !== '')
  })
  return `${[`# ${escapeMarkdown(title)}`, table(detection), ...parts].join('\n\n')}\n`
}

/** Words from outside, as words: nothing in them is markup, and they stay on their line. */
const escapeMarkdown = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#~&]/g, (sign) => `\\${sign}`)

function table(detection: Detection): string {
  const { id, status, level, owner, attack, catalogue, sources, members, order } = detection
  const techniques = attack.techniques.map(({ uid, name }) => {
    const reason = attack.adapted.get(uid)
    return reason === undefined ? `${uid} ${name}` : `${uid} ${name} (adapted: ${reason})`
  })
  const count = (wanted: Case['origin']): number => casesOf(detection).filter(({ origin }) => origin === wanted).length
  const rows: readonly (readonly [string, string])[] = [
    ['Id', id],
    ['Status', status],
    ['Level', level],
    ['Owner', owner],
    ['ATT&CK', techniques.join('; ')],
    ['Catalogue', catalogue.join(', ')],
    ['Sources', sources.join(', ')],
    ['Members', members.join(', ')],
    ['Order of records', order ?? ''],
    [
      'Samples',
      `${casesOf(detection).length} cases, ${count('written')} of them written by hand, ${count('stretched')} stretched in time`,
    ],
  ]
  const lines = rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `| ${escapeMarkdown(name)} | ${escapeMarkdown(value)} |`)
  return ['| | |', '| --- | --- |', ...lines].join('\n')
}

function twinOf(name: SectionName, detection: Detection): string[] {
  const { ruleText, samples, playbook, emulation } = detection
  switch (name) {
    case 'Strategy Abstract':
      return [fenced(ruleText.trimEnd(), 'yaml')]
    case 'Blind Spots and Assumptions':
      return list('Must not alert', samples.missed.map(caseLine))
    case 'False Positives':
      return list('Must stay silent', samples.benign.map(caseLine))
    case 'Validation':
      return [
        ...list('Must alert', samples.malicious.map(caseLine)),
        ...(emulation ? ['Emulated by', fenced(emulation.steps.map((step) => step.do).join('\n'), 'sh')] : []),
        ...(emulation && emulation.undo.length > 0
          ? ['Undone by', fenced(emulation.undo.map((step) => step.do).join('\n'), 'sh')]
          : []),
      ]
    case 'Response':
      return [
        ...list(
          'To be answered',
          playbook?.questions.map(({ ask, look }) => `${escapeMarkdown(ask)} Look at ${escapeMarkdown(look)}.`) ?? [],
        ),
        ...list(
          'To be done, in this order',
          playbook?.steps.map(
            ({ phase, do: responder, target, why, approval }) =>
              `**${phase}**: ${escapeMarkdown(responder)} (${target}${approval === 'required' ? ', with approval' : ''}): ${escapeMarkdown(why)}`,
          ) ?? [],
        ),
      ]
    default:
      return []
  }
}

const caseLine = ({ name, records, origin }: Case): string =>
  `${escapeMarkdown(name)} (${records.length} ${records.length === 1 ? 'record' : 'records'}, ${origin})`

const list = (title: string, items: readonly string[]): string[] =>
  items.length > 0 ? [`${title}:`, items.map((item) => `- ${item}`).join('\n')] : []

/** Code that cannot end its own fence. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}
