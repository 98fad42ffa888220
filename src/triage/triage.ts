/** The fourth verb, Match -> Alert: the same thing is told once, with a count; a second actor, command or target is another thing. */
import { createHash } from 'node:crypto'
import { entityKey, mergeEntities } from '../model/entity.ts'
import type { Alert } from '../model/alert.ts'
import type { Event } from '../model/event.ts'
import type { Match } from '../model/match.ts'
import { moved } from '../model/level.ts'
import { createRecent } from '../stream/recent.ts'
import type { Stage } from '../stream/stage.ts'
import { createTuning, NO_TUNING, type Judgement, type Tuning } from './tuning.ts'

interface TriageSettings {
  /** Milliseconds after which the same thing is news again. */
  readonly quiet: number
  /** How many different things are remembered; the stalest is forgotten first and would then be told again. */
  readonly remembered: number
  /** How many records of one alert are kept as its evidence: the first ones. */
  readonly evidence: number
}

const TRIAGE_DEFAULTS: TriageSettings = { quiet: 3_600_000, remembered: 100_000, evidence: 100 }

export function triage(
  tuning: Tuning = createTuning(NO_TUNING),
  settings: TriageSettings = TRIAGE_DEFAULTS,
): Stage<Match, Alert> {
  const told = createRecent<string, Alert>(settings.remembered)
  return {
    observe(match) {
      const judgement = tuning.judge(match)
      if (judgement.excepted) return []
      const key = sameness(match)
      const before = told.get(key)
      const alert =
        before && match.time - before.last_time < settings.quiet
          ? repeated(before, match, settings.evidence)
          : first(match, key, judgement)
      told.set(key, alert)
      return alert === before ? [] : [alert]
    },
  }
}

/**
 * What makes two matches the same: detection, who, what they ran, and to what; where it was counted, the group that the rule counts
 * by stands for what and to what. Never a name that somebody can choose freely alone.
 */
function sameness(match: Match): string {
  const parts = new Set(match.members.length > 0 ? match.events.flatMap(actors) : partsOf(match))
  return hash([match.detection, match.rule, ...[...parts].toSorted()])
}

/** A strategy raised by its members is one thing per actor, however many members join it. */
const actors = ({ entities }: Event): string[] =>
  entities.filter(({ role }) => role === 'actor').map((entity) => entityKey(entity))

function partsOf({ events, group }: Match): string[] {
  const parts = (group ?? []).map((value, index) => `group ${index} ${value}`)
  for (const event of events) {
    if (!group) parts.push(`command ${event.command ?? ''}`)
    const isActed = event.entities.some(({ role }) => role === 'actor')
    for (const entity of event.entities)
      if (entity.role === 'actor' || (!group && entity.role === 'target') || (!isActed && isParty(entity)))
        parts.push(`${entity.role} ${entityKey(entity)}`)
  }
  return parts
}

/** Who began a flow acts in it, where that is one of ours: whoever asks from outside has many addresses. */
const isParty = ({ role, type }: Event['entities'][number]): boolean =>
  role === 'origin' && (type === 'pod' || type === 'container')

function first(match: Match, key: string, { steps, reasons: tuned }: Judgement): Alert {
  const { detection, rule, title, level, techniques, members, events, reasons = [] } = match
  return {
    uid: hash([key, events[0].uid]),
    detection,
    rule,
    title,
    level: moved(level, steps),
    reasons: [...reasons, `its rule says ${level}`, ...tuned],
    time: beginningOf(match),
    last_time: match.time,
    count: 1,
    message: messageOf(events),
    entities: entitiesOf(events),
    techniques,
    members,
    records: events.map(({ place }) => place),
    evidence: events,
  }
}

/** The same again: one more, unless every record of it is known already (a sequence that completes twice on the same records). */
function repeated(alert: Alert, match: Match, kept: number): Alert {
  const known = new Set(alert.evidence.map(({ uid }) => uid))
  const fresh = match.events.filter(({ uid }) => !known.has(uid))
  if (fresh.length === 0) return alert
  const evidence = [...alert.evidence, ...fresh].slice(0, kept)
  return {
    ...alert,
    last_time: Math.max(alert.last_time, match.time),
    time: Math.min(alert.time, beginningOf(match)),
    count: alert.count + 1,
    entities: mergeEntities(alert.entities, entitiesOf(fresh)),
    members: [...new Set([...alert.members, ...match.members])],
    records: evidence.map(({ place }) => place),
    evidence,
  }
}

/** Milliseconds. */
const DAY = 86_400_000

/** What was known for longer, such as what a pod was made to be, is the ground of an alert and not its beginning. */
const beginningOf = ({ events, time }: Match): number => events.find((event) => event.time > time - DAY)?.time ?? time

const entitiesOf = (events: readonly Event[]): Alert['entities'] =>
  mergeEntities(...events.map(({ entities }) => entities))

const messageOf = (events: readonly Event[]): string =>
  events.length === 1
    ? (events[0]?.message ?? '')
    : `${events.length} records, from “${events[0]?.message}” to “${events.at(-1)?.message}”`

const hash = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
