/** The fifth verb, Alert -> Incident: alerts that share an entity become one story. */
import type { Alert } from '../model/alert.ts'
import type { Link, ToldIncident } from '../model/incident.ts'
import { compareLevels } from '../model/level.ts'
import { createRecent } from '../stream/recent.ts'
import type { Stage } from '../stream/stage.ts'
import { beginStory, isIncident, mergeStories, splitStory, toldAs, type Story } from './story.ts'
import { actorsOf, isContested, SHARED_BY, tiesOf, type Tie } from './ties.ts'

interface CorrelateSettings {
  /** Milliseconds for which a firm tie holds after the story's last alert. */
  readonly firm: number
  /** The same for a loose tie, such as the same node: near in time or not at all. */
  readonly loose: number
  /** Ties remembered, and alerts in one story; what exceeds the second begins a new story. */
  readonly ties: number
  readonly alerts: number
}

const CORRELATE_DEFAULTS: CorrelateSettings = {
  firm: 24 * 3_600_000,
  loose: 1_800_000,
  ties: 200_000,
  alerts: 1_000,
}

export function correlate(settings: CorrelateSettings = CORRELATE_DEFAULTS): Stage<Alert, ToldIncident> {
  const byTie = createRecent<string, Known>(settings.ties)
  const byAlert = createRecent<string, Story>(settings.ties)
  // A story that was absorbed leads to the one that holds it now.
  const absorbedBy = new WeakMap<Story, Story>()
  const current = (story: Story): Story => {
    let at = story
    for (let next = absorbedBy.get(at); next; next = absorbedBy.get(at)) at = next
    return at
  }
  /** The story of the alert that a tie leads to: it may have been parted from the one that it was in. */
  const storyOf = ({ story, alert }: Tied): Story => current(byAlert.get(alert) ?? story)

  /** Whichever of the two came first: an alert that is late belongs where it would have belonged in time. */
  const holds = (tie: Tie, story: Story, alert: Alert): boolean => {
    const gap = Math.max(alert.time - story.lastTime, story.firstTime - alert.last_time)
    if (story.alerts.size >= settings.alerts) return false
    return tie.strength === 'firm' ? gap < settings.firm : gap < settings.loose && isDrawnIn(story, alert)
  }

  /** A place where people meet tied what it should not have: the stories that it held together come apart. */
  const partBy = (tie: Tie, story: Story): ToldIncident[] => {
    const [own, ...others] = splitStory(story, tie.key) ?? []
    if (!own) return []
    for (const part of others) for (const uid of part.alerts.keys()) byAlert.set(uid, part)
    const [first, ...rest] = [own, ...others].filter(isIncident)
    // Whoever was told of the whole is told that it is a part of what is left of it.
    const gone = first !== own ? [own.uid] : []
    return first
      ? [{ ...toldAs(first), absorbed: gone }, ...rest.map((part) => ({ ...toldAs(part), absorbed: [] }))]
      : []
  }

  /** The older of two stories, with all of the younger, which is told as `absorbed` where it was told of. */
  const joined = (one: Story, other: Story, absorbed: string[]): Story => {
    const [older, younger] = isOlder(one, other) ? [one, other] : [other, one]
    if (isIncident(younger)) absorbed.push(younger.uid)
    mergeStories(older, younger)
    absorbedBy.set(younger, older)
    return older
  }

  return {
    observe(alert) {
      const ties = tiesOf(alert)
      const actors = actorsOf(alert)
      const known = byAlert.get(alert.uid)
      let story = known && current(known)
      const absorbed: string[] = []
      const links: Link[] = []
      const parted: ToldIncident[] = []
      for (const tie of ties) {
        const known = byTie.get(tie.key)
        if (!known) continue
        if (isPlace(tie, known.actors, actors)) {
          for (const tied of known.last) parted.push(...partBy(tie, storyOf(tied)))
          continue
        }
        for (const tied of nearest(known.last, alert)) {
          const held: Tie = isContested(tie, tied.actors, actors) ? { ...tie, strength: 'loose' } : tie
          const before = storyOf(tied)
          if (before !== story && !holds(held, before, alert)) continue
          if (before === story) break
          story = story ? joined(before, story, absorbed) : before
          links.push(linkOf(alert, tied.alert, held))
          break
        }
      }
      story ??= beginStory(alert)
      story.alerts.set(alert.uid, alert)
      story.links.push(...links)
      story.firstTime = Math.min(story.firstTime, alert.time)
      story.lastTime = Math.max(story.lastTime, alert.last_time)
      byAlert.set(alert.uid, story)
      for (const { key } of ties) byTie.set(key, knownWith(byTie.get(key), story, alert, actors))
      return isIncident(story) ? [...parted, { ...toldAs(story), absorbed }] : parted
    },
  }
}

/** An address becomes a place where people meet with the person who makes it too many. */
const isPlace = ({ entity }: Tie, actors: ReadonlySet<string>, more: readonly string[]): boolean =>
  entity.type === 'address' && new Set([...actors, ...more]).size >= SHARED_BY

/** The newest alert of a story that an entity was told of with. */
interface Tied {
  readonly story: Story
  readonly alert: string
  readonly time: number
  readonly actors: readonly string[]
}

/** What is remembered of an entity: in which stories it was, and who was told of with it, no more than are needed to know that it is shared. */
interface Known {
  readonly last: readonly Tied[]
  readonly actors: ReadonlySet<string>
}

/** Stories that one entity is remembered in: what comes late may belong to one before the newest. */
const STORIES = 4

function knownWith(known: Known | undefined, story: Story, { uid, time }: Alert, actors: readonly string[]): Known {
  const others = known?.last.filter((tied) => tied.story !== story && tied.alert !== uid) ?? []
  const before = known?.actors ?? new Set()
  return {
    last: [{ story, alert: uid, time, actors }, ...others].slice(0, STORIES),
    actors: before.size >= SHARED_BY ? before : new Set([...before, ...actors].slice(0, SHARED_BY)),
  }
}

/** The one told of at the nearest time is the likeliest; the alert itself, where it was told before, leads nowhere. */
const nearest = (last: readonly Tied[], { uid, time }: Alert): Tied[] =>
  last
    .filter(({ alert }) => alert !== uid)
    .toSorted((a, b) => Math.abs(a.time - time) - Math.abs(b.time - time) || (a.alert < b.alert ? -1 : 1))

/** A loose tie only adds to what somebody must look at anyway, and what came after that. */
function isDrawnIn(story: Story, alert: Alert): boolean {
  const graves = [...story.alerts.values()].filter(isGrave).map(({ time }) => time)
  if (isGrave(alert)) return graves.length > 0 || story.lastTime >= alert.time
  return alert.last_time >= Math.min(...graves)
}

const isGrave = ({ level }: Alert): boolean => compareLevels(level, 'high') >= 0

const isOlder = (a: Story, b: Story): boolean =>
  a.firstTime < b.firstTime || (a.firstTime === b.firstTime && a.uid < b.uid)

const linkOf = (alert: Alert, to: string, { entity, strength }: Tie): Link => ({
  alert: alert.uid,
  to,
  by: { type: entity.type, uid: entity.uid, ...(entity.name !== undefined && { name: entity.name }) },
  confidence: strength === 'firm' && entity.known === 'recorded' ? 'certain' : 'inferred',
})
