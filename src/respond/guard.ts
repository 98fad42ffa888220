/** Says in words what keeps an action from being done: deny-list before allow-list, evidence before destruction, budgets. */
import { z } from 'zod'
import type { Action } from '../model/action.ts'
import { entityKey } from '../model/entity.ts'
import { besides, callsIn, eventsAbout, namespaceOf, valueAt, type Facts } from './facts.ts'
import { permissionKeys } from './permission.ts'
import { describeEffect, isReversible, type Responder, type Target } from './responder.ts'

const count = z.strictObject({ count: z.number().int().positive() })
const percent = z.strictObject({ percent: z.number().positive().max(100) })

const budget = z.union([
  z.strictObject({
    for: z.enum(['incident', 'namespace']),
    most: count,
    /** Minutes of event time. */
    within: z.number().positive(),
  }),
  /** Of the pods that a workload should have; where no record says how many, this budget says nothing. */
  z.strictObject({ for: z.literal('workload'), most: percent }),
])
type Budget = z.output<typeof budget>

/** How an installation guards its responders. Data, so that it can be shown and reviewed. */
export const guardShape = z.strictObject({
  /** The switch that stops everything. */
  paused: z.boolean().default(false),
  deny: z
    .strictObject({
      namespaces: z.array(z.string()).default([]),
      /** What a principal's name begins with. */
      principals: z.array(z.string()).default([]),
      /** Names of containers that stand in no cluster. */
      containers: z.array(z.string()).default([]),
    })
    .prefault({}),
  /** Where given, only these. What is denied stays denied. */
  allow: z.strictObject({ namespaces: z.array(z.string()) }).optional(),
  budgets: z.array(budget).default([]),
})
export type Guard = z.output<typeof guardShape>

/** Reads a guard from configuration. Throws ZodError; a field that is misspelt is refused, not ignored. */
export const parseGuard = (value: unknown): Guard => guardShape.parse(value)

/** The control plane, the usual sensors and ourselves are left alone; an outage is not made by halves. */
export const GUARD_DEFAULTS: Guard = {
  paused: false,
  deny: {
    namespaces: ['kube-system', 'kube-public', 'kube-node-lease', 'tallyman', 'falco', 'tetragon', 'tracee', 'cilium'],
    principals: [
      'system:kube-',
      'system:node:',
      'system:apiserver',
      'system:masters',
      'system:serviceaccount:kube-system:',
    ],
    containers: ['tallyman', 'falco', 'tetragon', 'tracee'],
  },
  budgets: [
    { for: 'incident', most: { count: 20 }, within: 60 },
    { for: 'namespace', most: { count: 10 }, within: 60 },
    { for: 'workload', most: { percent: 50 } },
  ],
}

/** An action and what the guard must know of it beside. */
export interface Guarded {
  readonly action: Action
  readonly responder: Responder
  readonly facts: Facts
}

/** What keeps `guarded` from being done, given what was proposed before it and how far that is; empty where nothing does. */
export function refusalsOf(guard: Guard, guarded: Guarded, earlier: readonly Guarded[]): string[] {
  const { action, responder, facts } = guarded
  const always = missingPermissions(responder, action)
  if (changesNothing(action)) return always
  return [
    ...(guard.paused ? ['all responses are paused'] : []),
    ...denials(guard, action.target, facts),
    ...always,
    ...(isReversible(responder) ? [] : missingEvidence(guarded, earlier)),
    ...guard.budgets.flatMap((budget) => overspent(budget, guarded, earlier)),
  ]
}

const changesNothing = ({ phase }: Action): boolean => phase === 'evidence' || phase === 'analysis'

function denials({ deny, allow }: Guard, target: Target, facts: Facts): string[] {
  const namespace = namespaceOf(facts, target)
  if (namespace !== undefined && deny.namespaces.includes(namespace))
    return [`namespace ${namespace} is on the deny-list`]
  if (target.type === 'principal') {
    const prefix = deny.principals.find((prefix) => target.uid.startsWith(prefix))
    if (prefix !== undefined) return [`principals that begin with ${prefix} are on the deny-list`]
  }
  if (target.type === 'container' && deny.containers.includes(target.name ?? target.uid))
    return [`container ${target.name ?? target.uid} is on the deny-list`]
  if (allow && (namespace === undefined || !allow.namespaces.includes(namespace)))
    return [
      namespace === undefined
        ? 'its namespace is not known, and only some are allowed'
        : `namespace ${namespace} is not on the allow-list`,
    ]
  return []
}

function missingPermissions({ id, permissions }: Responder, { effects, undo }: Action): string[] {
  const declared = new Set(permissionKeys(permissions))
  const needed = [...effects, ...('irreversible' in undo ? [] : undo)].flatMap(
    (effect) => describeEffect(effect).permissions,
  )
  return [...new Set(needed)]
    .filter((key) => !declared.has(key))
    .map((key) => `${id} does not declare that it needs: ${key}`)
}

function missingEvidence({ action, facts }: Guarded, earlier: readonly Guarded[]): string[] {
  // A pod's container is evidence of the pod, and the other way round.
  const near = new Set(
    [action.target, ...besides(facts, action.target, 'pod'), ...besides(facts, action.target, 'container')].map(
      entityKey,
    ),
  )
  const evidence = earlier.filter(
    ({ action: other }) =>
      other.phase === 'evidence' && facts.incidents.includes(other.incident) && near.has(entityKey(other.target)),
  )
  if (evidence.length === 0) return ['it destroys evidence, and no step collects that before']
  const waiting = evidence.filter(({ action: { status } }) => status !== 'done')
  return waiting.map(
    ({ action: { title, status } }) => `it destroys evidence, which must be collected first: ${title} (${status})`,
  )
}

function overspent(budget: Budget, guarded: Guarded, earlier: readonly Guarded[]): string[] {
  const spent = earlier.filter((other) => isSpent(other) && draws(budget, guarded, other))
  if (budget.for !== 'workload') {
    const { most, within } = budget
    return spent.length < most.count
      ? []
      : [`${spent.length} actions for this ${budget.for} within ${within} minutes are as many as its budget allows`]
  }
  const replicas = replicasOf(guarded)
  const pods = new Set([...spent, guarded].map(({ action }) => action.target.uid))
  return replicas === undefined || pods.size <= sharedOut(budget.most.percent, replicas)
    ? []
    : [`it would touch more than ${budget.most.percent} % of the ${replicas} pods of its workload`]
}

/** What was refused costs nothing, until it is done all the same. */
const isSpent = ({ action }: Guarded): boolean =>
  !changesNothing(action) && (action.refusals.length === 0 || action.status === 'approved' || action.status === 'done')

/** Whether both draw on the same budget. */
function draws(budget: Budget, guarded: Guarded, other: Guarded): boolean {
  if (budget.for === 'workload') {
    const workload = workloadOf(guarded)
    return workload !== undefined && workloadOf(other) === workload
  }
  if (guarded.facts.time - other.facts.time > budget.within * 60_000) return false
  if (budget.for === 'incident') return guarded.facts.incidents.includes(other.action.incident)
  const namespace = namespaceOf(guarded.facts, guarded.action.target)
  return namespace !== undefined && namespaceOf(other.facts, other.action.target) === namespace
}

/** How many of `total` a percentage allows, and at least one: the pod that was attacked may always be dealt with. */
export const sharedOut = (percent: number, total: number): number => Math.max(1, Math.floor((total * percent) / 100))

const workloadOf = ({ action, facts }: Guarded): string | undefined =>
  action.target.type === 'pod' ? besides(facts, action.target, 'workload')[0]?.uid : undefined

/** How many pods the workload should have, where a record shows its specification. */
function replicasOf(guarded: Guarded): number | undefined {
  const uid = workloadOf(guarded)
  if (uid === undefined) return undefined
  return callsIn(eventsAbout(guarded.facts, { type: 'workload', uid }))
    .filter(({ of }) => of.group === 'apps')
    .map(({ became, sent }) => valueAt(became ?? sent, 'spec', 'replicas'))
    .findLast((replicas) => typeof replicas === 'number')
}
