/** A whole scan, for people: what was read, the stories, the alerts beside them, and what was set aside. */
import type { Content } from '../../runtime/content.ts'
import type { ScanReport } from '../../runtime/scan.ts'
import { unansweredIn } from '../../runtime/unanswered.ts'
import { unseenOf } from '../../runtime/unseen.ts'
import { shortId, tellAlert } from './alert.ts'
import { namesOf } from './entities.ts'
import { tellIncident, type Question } from './incident.ts'
import { compareLevels } from '../../model/level.ts'
import { counted, printable, type Pen } from './terminal.ts'

const SHOWN_ASIDES = 10
const SHOWN_FILES = 20
const SHOWN_NAMES = 3

export function tellReport(report: ScanReport, content: Content, pen: Pen): string {
  const inIncident = new Set(report.incidents.flatMap(({ alerts }) => alerts.map(({ uid }) => uid)))
  const others = report.alerts.filter(({ uid }) => !inIncident.has(uid))
  const parts = [
    tellFiles(report, content, pen),
    ...report.incidents.map((incident) =>
      tellIncident(
        {
          incident,
          actions: report.actions.get(incident.uid) ?? [],
          questions: questionsOf(incident.alerts, content),
          unseen: unseenOf(incident, report.visibility, content),
        },
        pen,
      ),
    ),
    others.length > 0 && report.incidents.length > 0 ? pen.bold('Beside that') : '',
    ...others.map((alert) => tellAlert(alert, pen)),
    tellNoted(report, pen),
    tellExcepted(report, pen),
    tellAsides(report, pen),
    tellUnknown(report, content, pen),
    summaryOf(report, others.length, pen),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function tellFiles({ files, skipped }: ScanReport, { sources }: Content, pen: Pen): string {
  const titleOf = (source: string): string => pen.bold(sources.get(source)?.title ?? 'not recognised')
  const rows = files.flatMap(({ file, sources: found }) =>
    found.size === 0
      ? [`  ${printable(file)}  is empty`]
      : [...found].map(([source, counts]) => `  ${printable(file)}  ${titleOf(source)}  ${countsOf(counts)}`),
  )
  const passed = `  passed over, they do not look like telemetry: ${shownOf(skipped.map(printable))}`
  return [
    pen.bold('Read'),
    ...rows.slice(0, SHOWN_FILES),
    ...(rows.length > SHOWN_FILES ? [`  and ${rows.length - SHOWN_FILES} more`] : []),
    ...(skipped.length > 0 ? [pen.dim(passed)] : []),
  ].join('\n')
}

const countsOf = ({ events, repeated, setAside }: { events: number; repeated: number; setAside: number }): string =>
  [
    counted(events, 'event'),
    ...(repeated > 0 ? [`${repeated.toLocaleString('en')} that repeat one`] : []),
    ...(setAside > 0 ? [`${setAside.toLocaleString('en')} set aside`] : []),
  ].join(', ')

const shownOf = (names: readonly string[]): string =>
  names.slice(0, SHOWN_NAMES).join(', ') + (names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '')

/** The questions of the detections that spoke, the gravest detection's first, each once. */
function questionsOf(alerts: ScanReport['alerts'], { detections }: Content): Question[] {
  const gravest = alerts.toSorted((a, b) => compareLevels(b.level, a.level))
  const spoke = [...new Set(gravest.map(({ detection }) => detection))]
  const asked = spoke.flatMap((id) => detections.find((one) => one.id === id)?.playbook?.questions ?? [])
  return [...new Map(asked.map((question) => [question.ask, question])).values()]
}

/** What is no alert of its own: how often, and by whom; `explain` says more of each by its id. */
function tellNoted({ noted }: ScanReport, pen: Pen): string {
  if (noted.length === 0) return ''
  const rows = [...Map.groupBy(noted, ({ rule }) => rule).values()].map((alike) => {
    const actors = namesOf(
      alike.flatMap(({ entities }) => entities),
      ['principal'],
      ['actor'],
    )
    const times = alike.reduce((sum, { count }) => sum + count, 0)
    const [{ title = '', detection = '', uid = '' } = {}] = alike
    const by = actors === '' ? '' : ` by ${actors}`
    return `  ${counted(times, 'time')}  ${printable(title)}${by}  ${pen.dim(`${detection}, ${alike.length > 1 ? 'first ' : ''}id ${shortId({ uid })}`)}`
  })
  return [pen.bold('Noted, too slight for an alert'), ...rows].join('\n')
}

/** What somebody said is expected is not told, and that it was not is. */
function tellExcepted({ excepted }: ScanReport, pen: Pen): string {
  if (excepted.length === 0) return ''
  return [
    pen.bold('Expected, and not told'),
    ...excepted.map(
      ({ exception: { title, owner, expires }, hits }) =>
        `  ${counted(hits, 'time')}  ${printable(title)}  ${pen.dim(`${printable(owner)}, until ${new Date(expires).toISOString().slice(0, 10)}`)}`,
    ),
  ].join('\n')
}

function tellAsides({ asides, setAside }: ScanReport, pen: Pen): string {
  if (asides.length === 0) return ''
  const rest = setAside.unreadable + setAside.unrecognised - SHOWN_ASIDES
  return [
    pen.bold('Set aside'),
    ...asides
      .slice(0, SHOWN_ASIDES)
      .map(({ place, reason }) => `  ${printable(place.file)}:${place.line}  ${printable(reason)}`),
    ...(rest > 0 ? [`  and ${rest.toLocaleString('en')} more; --format ndjson lists them all`] : []),
  ].join('\n')
}

/** One line: `doctor` tells which detections asked for it. */
function tellUnknown({ answers }: ScanReport, { sources }: Content, pen: Pen): string {
  const unanswered = unansweredIn(answers).toSorted((a, b) => b.events - a.events)
  if (unanswered.length === 0) return ''
  const told = unanswered.map(
    ({ source, question, events }) =>
      `${question} for ${counted(events, 'event')} of ${sources.get(source)?.title ?? source}`,
  )
  return pen.dim(`Not known: ${shownOf(told)}; tallyman doctor says which detections asked.`)
}

function summaryOf({ incidents, events, setAside }: ScanReport, others: number, pen: Pen): string {
  const found = [
    counted(incidents.length, 'incident'),
    counted(others, incidents.length > 0 ? 'other alert' : 'alert'),
  ].join(', ')
  const aside = setAside.unreadable + setAside.unrecognised
  return `${pen.bold(found)} in ${counted(events, 'event')}; ${counted(setAside.redundant, 'record')} repeated another${aside > 0 ? `, ${aside.toLocaleString('en')} could not be read` : ''}.`
}
