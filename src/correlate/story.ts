/** One story: its alerts in order, what holds them together, and how grave it is. */
import { createHash } from 'node:crypto'
import { tacticOrder } from '../attack/index.ts'
import { entityKey, mergeEntities } from '../model/entity.ts'
import type { Alert } from '../model/alert.ts'
import type { Incident, Link } from '../model/incident.ts'
import { withoutControllers } from '../model/on-behalf.ts'
import { compareLevels, graver, type Level } from '../model/level.ts'

/** What is known of a story while it grows. */
export interface Story {
  readonly uid: string
  alerts: Map<string, Alert>
  links: Link[]
  /** Epoch milliseconds of its first and last alert. */
  firstTime: number
  lastTime: number
}

export const beginStory = (alert: Alert): Story => ({
  uid: createHash('sha256').update(`incident ${alert.uid}`).digest('hex').slice(0, 32),
  alerts: new Map([[alert.uid, alert]]),
  links: [],
  firstTime: alert.time,
  lastTime: alert.last_time,
})

/**
 * Takes the links by one entity out of a story, and what hangs together no more becomes stories of its own. The first is the one that
 * holds the oldest alert, and stays the story that it was; nothing where it still hangs together.
 */
export function splitStory(story: Story, by: string): Story[] | undefined {
  const links = story.links.filter((link) => entityKey(link.by) !== by)
  if (links.length === story.links.length) return undefined
  const parts = componentsOf([...story.alerts.values()].toSorted(byTime), links)
  story.links = links
  if (parts.length < 2) return undefined
  const [own = [], ...others] = parts
  const within = (alerts: readonly Alert[]): Link[] =>
    links.filter(({ alert }) => alerts.some(({ uid }) => uid === alert))
  const restricted = (part: Story, alerts: readonly Alert[]): Story =>
    Object.assign(part, {
      alerts: new Map(alerts.map((alert) => [alert.uid, alert])),
      links: within(alerts),
      firstTime: Math.min(...alerts.map(({ time }) => time)),
      lastTime: Math.max(...alerts.map(({ last_time }) => last_time)),
    })
  return [restricted(story, own), ...others.map((alerts) => restricted(beginStory(alerts[0]!), alerts))]
}

/** Alerts that links hold together, each group in order of time. */
function componentsOf(alerts: readonly Alert[], links: readonly Link[]): Alert[][] {
  const group = new Map(alerts.map((alert) => [alert.uid, [alert]]))
  for (const { alert, to } of links) {
    const [one, other] = [group.get(alert), group.get(to)]
    if (!one || !other || one === other) continue
    other.push(...one)
    for (const { uid } of one) group.set(uid, other)
  }
  return [...new Set(group.values())].map((each) => each.toSorted(byTime))
}

const byTime = (a: Alert, b: Alert): number => a.time - b.time || (a.uid < b.uid ? -1 : 1)

/** Takes all of `younger` into `older`. */
export function mergeStories(older: Story, younger: Story): void {
  for (const alert of younger.alerts.values()) older.alerts.set(alert.uid, alert)
  older.links.push(...younger.links)
  older.firstTime = Math.min(older.firstTime, younger.firstTime)
  older.lastTime = Math.max(older.lastTime, younger.lastTime)
}

/**
 * Whether a story is worth a person's time as an incident: something grave in it, or several detections that agree.
 * A lone alert below `high` stays an alert.
 */
export function isIncident({ alerts }: Story): boolean {
  const all = [...alerts.values()]
  const serious = all.filter(({ level }) => compareLevels(level, 'medium') >= 0)
  return (
    all.some(({ level }) => compareLevels(level, 'high') >= 0) ||
    new Set(serious.map(({ detection }) => detection)).size >= 2
  )
}

export function toldAs(story: Story): Incident {
  const alerts = [...story.alerts.values()].toSorted(byTime)
  const level = alerts.reduce<Level>((worst, alert) => graver(worst, alert.level), 'informational')
  const techniques = [...new Map(alerts.flatMap(({ techniques }) => techniques).map((one) => [one.uid, one])).values()]
  const entities = mergeEntities(...alerts.map((alert) => withoutControllers(alert.entities)))
  return {
    uid: story.uid,
    title: titleOf(alerts),
    status: 'New',
    level,
    time: story.firstTime,
    last_time: story.lastTime,
    alerts,
    links: story.links,
    entities,
    techniques: techniques.toSorted((a, b) => tacticOrder(a.uid) - tacticOrder(b.uid)),
  }
}

/** The gravest strategy names the story, of several the one with the most members; else the gravest detection. The number of others is said. */
function titleOf(alerts: readonly Alert[]): string {
  const isStrategy = ({ members }: Alert): number => (members.length > 0 ? 1 : 0)
  const [gravest] = alerts.toSorted(
    (a, b) =>
      isStrategy(b) - isStrategy(a) ||
      compareLevels(b.level, a.level) ||
      b.members.length - a.members.length ||
      a.time - b.time,
  )
  const others = new Set(alerts.map(({ detection }) => detection)).size - 1
  return `${gravest?.title ?? ''}${others > 0 ? `, and ${others} more ${others === 1 ? 'detection' : 'detections'}` : ''}`
}
