/** What `watch` prints: for people, or a line an object for machines. */
import type { Action } from '../../model/action.ts'
import type { Alert } from '../../model/alert.ts'
import type { Event } from '../../model/event.ts'
import type { ToldIncident } from '../../model/incident.ts'
import { compareLevels, type Level } from '../../model/level.ts'
import type { Life } from '../../runtime/lives.ts'
import type { Block } from '../../runtime/live.ts'
import { shortId, tellAlert } from './alert.ts'
import { tellSight } from './coverage.ts'
import { tellLife } from './life.ts'
import { alertObject, incidentObject, notedObject, setAsideObject, sightObject } from './machine.ts'
import { ocsfAlert, ocsfIncident } from './ocsf.ts'
import { counted, createPen, printable, type Pen } from './terminal.ts'

export interface TellerOptions {
  readonly format: 'text' | 'ndjson' | 'ocsf'
  readonly failOn?: Level
}

/** Says each thing once, when it is news: an alert when it is new, an incident when it begins or gets graver. */
export function createTeller({ format, failOn }: TellerOptions) {
  const pen: Pen = createPen(process.stdout)
  const told = new Set<string>()
  const incidents = new Map<string, Level>()
  const actions = new Map<string, Action[]>()
  let [worst, noted] = [false, 0]
  let isSilent = false
  const out = (words: string): void => void (isSilent || process.stdout.write(words))
  const complain = (words: string): void => void (isSilent || process.stderr.write(`${words}\n`))
  const line = (object: object): void => out(`${JSON.stringify(object)}\n`)
  const text = (words: string): void => out(`${words}\n\n`)
  const news = (level: Level): void => {
    worst ||= !isSilent && failOn !== undefined && compareLevels(level, failOn) >= 0
  }
  return {
    journal: {
      alert(alert: Alert) {
        if (told.has(alert.uid)) return
        told.add(alert.uid)
        news(alert.level)
        const isNoted = compareLevels(alert.level, 'medium') < 0
        if (format === 'ocsf') line(ocsfAlert(alert))
        else if (format === 'ndjson') line(isNoted ? notedObject(alert) : alertObject(alert))
        else if (!isNoted) text(tellAlert(alert, pen))
        else if (!isSilent) noted++
      },
      incident(incident: ToldIncident) {
        const before = incidents.get(incident.uid)
        incidents.set(incident.uid, incident.level)
        for (const uid of incident.absorbed) incidents.delete(uid)
        if (format !== 'text')
          line(format === 'ocsf' ? ocsfIncident(incident) : incidentObject(incident, actions.get(incident.uid) ?? []))
        else if (before === undefined || compareLevels(incident.level, before) > 0)
          text(
            `${pen.level(incident.level, ` ${incident.level.toUpperCase()} INCIDENT `)} ${pen.bold(printable(incident.title))}  ${pen.dim(`${counted(incident.alerts.length, 'alert')}, id ${shortId(incident)}`)}`,
          )
        news(incident.level)
      },
      action: (action: Action) => void actions.set(action.incident, [...(actions.get(action.incident) ?? []), action]),
    },
    life: (life: Life) =>
      format === 'text'
        ? text(tellLife(life, pen))
        : format === 'ndjson'
          ? line({ kind: 'container', ...life })
          : undefined,
    sight(word: Event, blind: readonly string[]) {
      if (format === 'ndjson') line(sightObject(word, blind))
      else complain(tellSight(word, blind))
    },
    aside(aside: Parameters<typeof setAsideObject>[0]) {
      if (aside.kind === 'redundant') return
      if (format === 'ndjson') line(setAsideObject(aside))
      else complain(`set aside ${printable(aside.place.file)}:${aside.place.line}: ${printable(aside.reason)}`)
    },
    /** What follows from these blocks was told by a former process. */
    async *silently(blocks: AsyncIterable<Block>): AsyncGenerator<Block> {
      isSilent = true
      yield* blocks
      isSilent = false
    },
    notice: (words: string): void => void process.stderr.write(`${printable(words)}\n`),
    end(): void {
      if (noted > 0) complain(`${counted(noted, 'finding')} noted, too slight for an alert`)
    },
    worst: () => worst,
  }
}
