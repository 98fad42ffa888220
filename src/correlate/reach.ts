/** What every event says of who was where and what runs what, so that of an incident it can be said how far it goes. */
import type { Alert } from '../model/alert.ts'
import { entityKey, type Entity, type EntityType } from '../model/entity.ts'
import type { Event, EventClass, Fact } from '../model/event.ts'
import type { Incident } from '../model/incident.ts'
import type { Radius, Recurrence, Spread, Whereabouts } from '../model/radius.ts'
import { createRecent } from '../stream/recent.ts'
import { createPairs, type Pairs, type Span } from './pairs.ts'
import { isShared } from './ties.ts'

export interface Reach {
  observe(event: Event): void
  alert(alert: Alert): void
  /** By all that was heard so far. */
  radiusOf(incident: Incident): Radius
}

interface ReachSettings {
  /** Of an image or a node and a container, or of an identity and an address, each; and containers of which more is known. */
  readonly pairs: number
  readonly containers: number
  readonly alerts: number
}

const REACH_DEFAULTS: ReachSettings = { pairs: 200_000, containers: 100_000, alerts: 2_000 }
/** Of one incident: things that are asked about, places of each, alerts of each technique. */
const [THINGS, PLACES, ALERTS] = [24, 20, 10]

/** They say whose an address is, and nothing of what runs where. */
const FLOWS: ReadonlySet<EventClass> = new Set(['Network Activity', 'HTTP Activity', 'DNS Activity'])
const ID = /^[0-9a-f]{64}$/

type Named = Pick<Entity, 'type' | 'uid'>

/** Where a container is. */
interface Standing {
  name?: string
  pod?: string
  workload?: string
  node?: string
  ended?: number
}

export function createReach(settings: ReachSettings = REACH_DEFAULTS): Reach {
  const pairs = (): Pairs => createPairs(settings.pairs)
  const [byImage, byNode, byPrincipal, byAddress] = [pairs(), pairs(), pairs(), pairs()]
  /** Containers of which a sensor of processes need say nothing more. */
  const known = new Set<string>()
  const standings = createRecent<string, Standing>(settings.containers)
  const alerts = createRecent<string, Alert>(settings.alerts)
  /** Of a container that is named by its pod, the id by which its engine knows it; and when pods ended. */
  const ids = createRecent<string, string>(settings.containers)
  const ends = createRecent<string, number>(settings.containers)

  const learnContainer = (uid: string, event: Event): void => {
    const known = standings.get(uid) ?? {}
    const uidOf = (type: 'pod' | 'node'): string | undefined =>
      event.entities.find((entity) => entity.type === type && entity.role !== 'origin')?.uid
    const name = event.entities.find((entity) => entity.type === 'container' && entity.uid === uid)?.name
    // Through its controllers: the deployment, and not its replica set.
    const workload = event.entities.findLast(({ type, role }) => type === 'workload' && role !== 'origin')?.uid
    const [pod, node] = [uidOf('pod'), uidOf('node')]
    // It was started again.
    if (known.ended !== undefined && known.ended < event.time) delete known.ended
    standings.set(
      uid,
      Object.assign(known, name && { name }, pod && { pod }, workload && { workload }, node && { node }),
    )
    if (node) byNode.meet(node, uid, event.time)
  }

  /** A sensor of processes says the same of a container each time. */
  const isKnown = ({ entities }: Event): boolean => {
    for (const { type, uid } of entities) {
      if (type !== 'container') continue
      if (known.has(uid)) return true
      if (known.size >= settings.containers) known.clear()
      known.add(uid)
      return false
    }
    return true
  }

  const learnRequest = ({ entities, time }: Event): void => {
    let who: string | undefined
    let from: string | undefined
    for (const { type, uid, role } of entities)
      if (type === 'principal' && role === 'actor') who ??= uid
      else if (type === 'address' && role === 'origin') from ??= uid
    if (who === undefined || from === undefined) return
    byPrincipal.meet(who, from, time)
    byAddress.meet(from, who, time)
  }

  const learn = ({ subject, relation, object }: Fact, event: Event): void => {
    const { time } = event
    if (relation === 'ended' && subject.type === 'pod') ends.set(subject.uid, time)
    if (subject.type !== 'container') return
    if (relation === 'known-as' && ID.test(object.uid)) ids.set(subject.uid, object.uid)
    else if (relation === 'made-from' && object.type === 'image') {
      byImage.meet(object.uid, subject.uid, time)
      learnContainer(subject.uid, event)
    } else if (relation === 'ended') {
      const known = standings.get(subject.uid)
      if (known) known.ended = Math.max(known.ended ?? time, time)
    }
  }

  const placeOf = (place: Named, { since, last }: Readonly<Span>, told: ReadonlySet<string>): Whereabouts => {
    const isTold = told.has(entityKey(place))
    if (place.type !== 'container') return { ...place, since, until: last, told: isTold }
    const { ended, ...standing } = standings.get(place.uid) ?? {}
    const until = ended ?? (standing.pod === undefined ? undefined : endOf(standing.pod, since))
    return { ...place, ...standing, since, ...(until !== undefined && { until }), told: isTold }
  }
  /** Of the pod that was there at that time: a name is used again. */
  const endOf = (pod: string, since: number): number | undefined => {
    const end = ends.get(pod)
    return end !== undefined && end >= since ? end : undefined
  }
  /** Both names of one container are one place. */
  const together = (places: readonly Whereabouts[]): Whereabouts[] => {
    const whole = new Map<string, Whereabouts>()
    for (const place of places) {
      const id = place.type === 'container' ? (ids.get(place.uid) ?? place.uid) : place.uid
      const known = whole.get(id)
      const [first, other] = known && known.uid !== id ? [place, known] : [known ?? place, place]
      whole.set(id, { ...other, ...first, since: Math.min(first.since, other.since), told: first.told || other.told })
    }
    return [...whole.values()]
  }

  const metBy = (type: EntityType): readonly [Pairs, EntityType] => {
    if (type === 'principal') return [byPrincipal, 'address']
    if (type === 'address') return [byAddress, 'principal']
    return [type === 'image' ? byImage : byNode, 'container']
  }

  const spreadOf = (of: Spread['of'], told: ReadonlySet<string>): Spread | [] => {
    const [met, type] = metBy(of.type)
    const all = [...met.placesOf(of.uid)].filter(([uid]) => !isShared({ type, uid }))
    const places = together(all.map(([uid, span]) => placeOf({ type, uid }, span, told)))
    if (places.length === 0) return []
    const first = places.toSorted(byInterest).slice(0, PLACES)
    return { of, places: first, more: places.length - first.length }
  }

  return {
    observe(event) {
      const { class_name, facts } = event
      if (class_name === 'API Activity') learnRequest(event)
      if (FLOWS.has(class_name) || (class_name === 'Process Activity' && isKnown(event))) return
      for (const fact of facts) learn(fact, event)
    },
    alert: (alert) => alerts.set(alert.uid, alert),
    radiusOf({ entities, techniques, alerts: own }) {
      const told = new Set(entities.map(entityKey))
      const inside = new Set(own.map(({ uid }) => uid))
      return {
        spreads: distinct(askedOf(entities).flatMap((of) => spreadOf(of, told))),
        recurrences: techniques.flatMap(({ uid }) => recurrenceOf(uid, [...alerts.values()], inside)),
      }
    },
  }
}

/** What no alert names before what one does, what goes on before what is over, the newest first. */
const byInterest = (a: Whereabouts, b: Whereabouts): number =>
  Number(a.told) - Number(b.told) ||
  Number(a.until !== undefined) - Number(b.until !== undefined) ||
  b.since - a.since ||
  (a.uid < b.uid ? -1 : 1)

/** An image has several names: one that is nowhere else than another says nothing more. */
function distinct(spreads: readonly Spread[]): Spread[] {
  const kept: Spread[] = []
  const isIn = ({ places, more }: Spread, other: Spread): boolean =>
    other.of.type === 'image' &&
    more <= other.more &&
    places.every(({ uid }) => other.places.some((place) => place.uid === uid))
  for (const spread of spreads)
    if (spread.of.type !== 'image' || !kept.some((other) => isIn(spread, other))) kept.push(spread)
  return kept
}

/** The image that was acted on before those that are merely named; who acted and from where; the nodes. Each once. */
function askedOf(entities: Incident['entities']): Spread['of'][] {
  const wanted = entities.filter((entity) => RANKS.has(rankOf(entity)) && !isShared(entity))
  const order = [...RANKS]
  // By its id before its names, which may stand for others as well.
  const byName = ({ type, uid }: Named): number => Number(type === 'image' && !uid.startsWith('sha256:'))
  const ranked = wanted.toSorted((a, b) => order.indexOf(rankOf(a)) - order.indexOf(rankOf(b)) || byName(a) - byName(b))
  const each = new Map<string, Spread['of']>()
  for (const { type, uid, name } of ranked)
    if (!each.has(`${type}:${uid}`)) each.set(`${type}:${uid}`, { type, uid, ...(name !== undefined && { name }) })
  return [...each.values()].slice(0, THINGS)
}

const RANKS: ReadonlySet<string> = new Set([
  'target image',
  'actor principal',
  'origin address',
  'context image',
  'target node',
  'context node',
])
const rankOf = ({ type, role }: Named & { readonly role: string }): string => `${role} ${type}`

function recurrenceOf(technique: string, all: readonly Alert[], inside: ReadonlySet<string>): Recurrence | [] {
  const others = all.filter(
    ({ uid, techniques }) => !inside.has(uid) && techniques.some((one) => one.uid === technique),
  )
  if (others.length === 0) return []
  const newest = others.toSorted((a, b) => b.time - a.time).slice(0, ALERTS)
  return {
    technique,
    alerts: newest.map(({ uid, title, level, time }) => ({ uid, title, level, time })),
    more: others.length - newest.length,
  }
}
