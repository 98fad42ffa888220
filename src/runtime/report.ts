/** What a run has found so far: the newest word on every alert and incident, and what was set aside. */
import type { Action } from '../model/action.ts'
import type { Alert } from '../model/alert.ts'
import { entityKey } from '../model/entity.ts'
import type { Incident } from '../model/incident.ts'
import { compareLevels } from '../model/level.ts'
import { isOwn } from '../model/own-event.ts'
import type { SetAside } from '../model/record.ts'
import type { Journal } from '../pipeline/journal.ts'

/** How many set-aside records are kept to be shown; all are counted. */
const KEPT_ASIDES = 10_000

export interface Report {
  /** What is worth a person's look, in order of time: of at least `medium`, or part of an incident. */
  readonly alerts: readonly Alert[]
  /** What is less, and of no incident: it is counted, and looked at when there is a question. */
  readonly noted: readonly Alert[]
  readonly incidents: readonly Incident[]
  /** By the incident's uid, in the order in which they should be done. */
  readonly actions: ReadonlyMap<string, readonly Action[]>
  readonly events: number
  readonly setAside: { readonly [kind in SetAside['kind']]: number }
  /** Set-aside records that a person should know of, that is all but the redundant, the first ten thousand. */
  readonly asides: readonly SetAside[]
}

export interface Reporter {
  readonly journal: Journal
  aside(setAside: SetAside): void
  report(): Report
}

/** Listens to the pipeline. */
export function createReporter(): Reporter {
  const alerts = new Map<string, Alert>()
  const incidents = new Map<string, Incident>()
  const actions = new Map<string, Action>()
  const setAside = { unreadable: 0, redundant: 0, unrecognised: 0 }
  const asides: SetAside[] = []
  let events = 0
  const absorbedBy = new Map<string, string>()
  return {
    journal: {
      event: (event) => void (events += isOwn(event) ? 0 : 1),
      alert: (alert) => void alerts.set(alert.uid, alert),
      incident({ absorbed, ...incident }) {
        for (const uid of absorbed) {
          incidents.delete(uid)
          absorbedBy.set(uid, incident.uid)
        }
        incidents.set(incident.uid, incident)
      },
      action: (action) => void actions.set(action.uid, action),
    },
    aside(aside) {
      setAside[aside.kind]++
      if (aside.kind !== 'redundant' && asides.length < KEPT_ASIDES) asides.push(aside)
    },
    report: () => ({
      ...partedBy([...incidents.values()], [...alerts.values()].toSorted(byTime)),
      incidents: [...incidents.values()].toSorted(byTime),
      actions: new Map(
        [...Map.groupBy(actions.values(), ({ incident }) => rootOf(incident, absorbedBy))].map(
          ([incident, proposed]) => [incident, eachOnce(proposed).toSorted(byUrgency)] as const,
        ),
      ),
      events,
      setAside,
      asides,
    }),
  }
}

/** All alerts of a run, in order of time. */
export const everyAlert = ({ alerts, noted }: Pick<Report, 'alerts' | 'noted'>): Alert[] =>
  [...alerts, ...noted].toSorted(byTime)

function partedBy(incidents: readonly Incident[], all: readonly Alert[]): Pick<Report, 'alerts' | 'noted'> {
  const inStory = new Set(incidents.flatMap(({ alerts }) => alerts.map(({ uid }) => uid)))
  const isTold = ({ uid, level }: Alert): boolean => compareLevels(level, 'medium') >= 0 || inStory.has(uid)
  return { alerts: all.filter(isTold), noted: all.filter((alert) => !isTold(alert)) }
}

/** Two stories that became one may each have proposed the same by then: what can be done stands for what was refused, else the newest. */
function eachOnce(actions: readonly Action[]): Action[] {
  const once = new Map<string, Action>()
  for (const action of actions) {
    const key = `${action.responder} ${entityKey(action.target)}`
    if (action.refusals.length > 0 && once.get(key)?.refusals.length === 0) continue
    once.set(key, action)
  }
  return [...once.values()]
}

function rootOf(uid: string, absorbedBy: ReadonlyMap<string, string>): string {
  let root = uid
  for (let next = absorbedBy.get(root); next !== undefined; next = absorbedBy.get(root)) root = next
  return root
}

/** Actions are proposed as their incident grows; they are done in the order of their phases, evidence before all else. */
const URGENCY = ['evidence', 'analysis', 'containment', 'eradication', 'recovery']
const byUrgency = (a: Action, b: Action): number => URGENCY.indexOf(a.phase) - URGENCY.indexOf(b.phase)

const byTime = (a: { time: number; uid: string }, b: { time: number; uid: string }): number =>
  a.time - b.time || (a.uid < b.uid ? -1 : 1)
