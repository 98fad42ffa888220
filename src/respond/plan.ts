/** The sixth verb, Incident -> Action: what the playbooks of its alerts ask for, in the order in which it may be done. */
import { createHash } from 'node:crypto'
import type { Action, Phase } from '../model/action.ts'
import type { Alert } from '../model/alert.ts'
import { entityKey } from '../model/entity.ts'
import type { Incident } from '../model/incident.ts'
import { withoutControllers } from '../model/on-behalf.ts'
import { createRecent } from '../stream/recent.ts'
import type { Stage } from '../stream/stage.ts'
import { factsOf, type Facts } from './facts.ts'
import { GUARD_DEFAULTS, proposedAs, refusalsOf, type Guard, type Proposed } from './guard.ts'
import type { Playbook, Step } from './playbook.ts'
import { describeEffect, isReversible, type Responder, type Target } from './responder.ts'

export interface RespondContent {
  /** By the id of the detection. */
  readonly playbooks: ReadonlyMap<string, Playbook>
  /** By id. */
  readonly responders: ReadonlyMap<string, Responder>
  /** What an installation adds or changes; the defaults where it says nothing. */
  readonly guard?: Guard
}

/** An incident may say which others turned out to be part of it: what was proposed for those stands. */
type Told = Incident & { readonly absorbed?: readonly string[] }

/** Actions remembered as proposed, and those of them that the guard still counts. */
const PROPOSED = 100_000
const COUNTED = 1_000
const PLANNED = ''

/** Evidence comes before the questions too: whoever is asked may be who did it. */
const ORDER: readonly Phase[] = ['evidence', 'analysis', 'containment', 'eradication', 'recovery']

interface Wanted {
  readonly key: string
  readonly responder: Responder
  readonly target: Target
  readonly approval: Step['approval']
}

/** Proposes each action once, however often its incident is told. That each step names a responder is checked at loading. */
export function respond({ playbooks, responders, guard = GUARD_DEFAULTS }: RespondContent): Stage<Told, Action> {
  // What was said of each: an action that could not be planned is planned again when its incident has grown.
  const proposed = createRecent<string, string>(PROPOSED)
  const counted: Proposed[] = []

  const wantedBy = ({ uid, alerts, absorbed = [] }: Told): Wanted[] => {
    const wanted = new Map<string, Wanted>()
    for (const alert of alerts)
      for (const step of playbooks.get(alert.detection)?.steps ?? []) {
        const responder = responders.get(step.do)
        if (!responder) continue
        for (const target of targetsOf(alert, step)) {
          const key = `${step.do} ${entityKey(target)}`
          if ([uid, ...absorbed].some((incident) => proposed.get(`${incident} ${key}`) === PLANNED)) continue
          // Two playbooks that ask for the same: the one that wants approval has its way.
          const approval = wanted.get(key)?.approval === 'required' ? 'required' : step.approval
          wanted.set(key, { key, responder, target, approval })
        }
      }
    return [...wanted.values()].toSorted(
      (a, b) =>
        ORDER.indexOf(a.responder.phase) - ORDER.indexOf(b.responder.phase) ||
        Number(isReversible(b.responder)) - Number(isReversible(a.responder)),
    )
  }

  return {
    observe(incident) {
      const wanted = wantedBy(incident)
      if (wanted.length === 0) return []
      const known = factsOf(incident, incident.absorbed ?? [])
      return wanted.flatMap(({ key, responder, target, approval }) => {
        const told = `${incident.uid} ${key}`
        const uid = createHash('sha256').update(`action ${incident.uid} ${key}`).digest('hex').slice(0, 32)
        const facts = { ...known, action: uid }
        const { effects, undo, refusals } = planned(responder, target, facts)
        const said = refusals.length > 0 ? refusals.join() : PLANNED
        if (proposed.get(told) === said) return []
        proposed.set(told, said)
        const draft: Action = {
          uid,
          incident: incident.uid,
          responder: responder.id,
          phase: responder.phase,
          title: `${responder.title} ${nameOf(target)}`,
          target,
          status: 'proposed',
          effects,
          undo,
          needs_approval: approval === 'required' || !isReversible(responder),
          refusals,
        }
        const draftAt = proposedAs(draft, facts)
        const action =
          refusals.length > 0 ? draft : { ...draft, refusals: refusalsOf(guard, draftAt, responder, facts, counted) }
        counted.push({ ...draftAt, action })
        if (counted.length > COUNTED) counted.shift()
        return [action]
      })
    },
  }
}

/** The alert's entities of that type: those that did or suffered it, of their own accord; those it merely stands beside where there are no others. */
function targetsOf({ entities }: Alert, { target: type, role }: Step): Target[] {
  const ofType = withoutControllers(entities).filter(
    (entity) => entity.type === type && (role === undefined || entity.role === role),
  )
  const parties = ofType.filter((entity) => entity.role !== 'context')
  const targets = (parties.length > 0 ? parties : ofType).map(({ type, uid, name }): [string, Target] => [
    uid,
    { type, uid, ...(name !== undefined && { name }) },
  ])
  return [...new Map(targets).values()]
}

/** What people know a target by: the ids of images and containers say nothing to them, and a pod's name nothing without its namespace. */
export function nameOf({ type, uid, name }: Target): string {
  if (name === undefined || (type !== 'container' && type !== 'image')) return uid
  if (type === 'image') return name
  // Without an engine's id it is named by its pod.
  return ENGINE_ID.test(uid) ? `${name} (${uid.slice(0, SHORT_ID)})` : uid
}

const SHORT_ID = 12
const ENGINE_ID = /^[0-9a-f]{64}$/

/** What cannot be planned is proposed all the same, without effects: the words say what a person must do by hand. */
function planned(responder: Responder, target: Target, facts: Facts): Pick<Action, 'effects' | 'undo' | 'refusals'> {
  try {
    const plan = responder.plan(target, facts)
    if ('cannot' in plan) return { effects: [], undo: [], refusals: [plan.cannot] }
    const undo = typeof responder.undo === 'function' ? responder.undo(target, facts) : responder.undo
    for (const effect of [...plan, ...('irreversible' in undo ? [] : undo)]) describeEffect(effect)
    return { effects: plan, undo, refusals: [] }
  } catch (error) {
    // A responder may be anyone's: a fault in one plan is told with it, and ends nothing.
    return { effects: [], undo: [], refusals: [`${responder.id} failed to plan: ${String(error)}`] }
  }
}
