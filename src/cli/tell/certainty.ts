/** How sure an incident is, for people: what the records say, what is inferred and by what, and what nobody could see. */
import type { Incident, Link } from '../../model/incident.ts'
import type { Unseen, Untold } from '../../runtime/unseen.ts'
import { tellBlind } from './coverage.ts'
import { nameOf, namesOf } from './entities.ts'
import { clock, counted, printable, wrap, type Pen } from './terminal.ts'

const SHOWN = 6
const LABEL = 11

export function tellCertainty(incident: Incident, unseen: Unseen | undefined, pen: Pen): string {
  const { alerts, links, entities } = incident
  const inferred = links.filter(({ confidence }) => confidence === 'inferred')
  const guessed = entities.filter(
    ({ type, uid, known }) =>
      known === 'inferred' &&
      !entities.some((other) => other.type === type && other.uid === uid && other.known !== known),
  )
  const said = alerts.reduce((sum, { records }) => sum + records.length, 0)
  const rows: [string, string][] = [
    [
      'known',
      `${counted(said, 'record')} ${said === 1 ? 'says' : 'say'} it; ` +
        `${counted(links.length - inferred.length, 'link')} of ${links.length} by what they name themselves`,
    ],
    [
      'inferred',
      inferred.length + guessed.length === 0
        ? 'nothing'
        : inferredOf(incident, inferred, namesOf(guessed, ['pod', 'workload', 'container'])),
    ],
    ...(unseen ? unseenRows(incident, unseen) : []),
  ]
  return [
    pen.bold('How sure'),
    ...rows.map(
      ([label, text]) => `  ${pen.dim(label.padEnd(LABEL - 2))}${wrap(text, pen.width - LABEL, ' '.repeat(LABEL))}`,
    ),
  ].join('\n')
}

/** Each entity that alerts are tied by without a record that says so, and how many. */
function inferredOf({ alerts }: Incident, links: readonly Link[], guessed: string): string {
  const titles = new Map(alerts.map(({ uid, title }) => [uid, title]))
  const tied = [...Map.groupBy(links, ({ by }) => `${by.type} ${nameOf(by)}`)].map(
    ([by, own]) =>
      `“${printable(titles.get(own[0]?.alert ?? '') ?? '')}”${own.length > 1 ? ` and ${own.length - 1} more belong` : ' belongs'} to it by ${by}`,
  )
  const more = tied.length > SHOWN ? [`and ${tied.length - SHOWN} more ties`] : []
  return [
    ...tied.slice(0, SHOWN),
    ...more,
    ...(guessed === '' ? [] : [`the records do not name ${guessed} themselves`]),
  ].join('; ')
}

const UNTOLD: { readonly [telling in Untold]: string } = {
  calls: 'requests to an API server',
  containers: 'what the engines did with containers',
  processes: 'what ran inside the containers beyond the commands that were asked for',
  traffic: 'who spoke to whom over the network',
}

function unseenRows({ time }: Incident, { untold, holes }: Unseen): [string, string][] {
  const silent = holes.map(
    ({ source, node, file, state, from, to, blind }) =>
      `${source} (${printable(node ?? file)}) ${state === 'gap' ? 'not listening' : 'silent'} from ${clock(from, time)}${to === undefined ? ' on' : ` to ${clock(to, time)}`}` +
      (blind.length > 0 ? `, ${tellBlind(blind)}` : ''),
  )
  const more = silent.length > SHOWN ? [`and ${silent.length - SHOWN} more`] : []
  const text = [
    ...untold.map((telling) => `${UNTOLD[telling]}: no sensor told of it`),
    ...silent.slice(0, SHOWN),
    ...more,
  ]
  return [['not seen', text.length === 0 ? 'nothing that sensors tell of was missing' : text.join('; ')]]
}
