/** Says in words what keeps an action from being done: deny-list before allow-list, evidence before destruction, budgets. */
import { z } from 'zod'
import type { Action } from '../model/action.ts'
import { entityKey, type Entity } from '../model/entity.ts'
import { besides, callsIn, namespaceOf, valueAt, type Facts } from './facts.ts'
import { permissionKeys } from './permission.ts'
import { describeEffect, isReversible, type Responder } from './responder.ts'

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
const guardShape = z.strictObject({
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

/** An action, and where it is done: what budgets are counted by. */
export interface Proposed {
  readonly action: Action
  /** Epoch milliseconds of event time. */
  readonly time: number
  readonly namespace: string | undefined
  /** The workload of a pod. */
  readonly workload: string | undefined
}

export const proposedAs = (action: Action, facts: Facts): Proposed => ({
  action,
  time: facts.time,
  namespace: namespaceOf(facts, action.target),
  workload: action.target.type === 'pod' ? besides(facts, action.target, 'workload')[0]?.uid : undefined,
})

/** What keeps an action from being done, given what was proposed before it and how far that is; empty where nothing does. */
export function refusalsOf(
  guard: Guard,
  proposed: Proposed,
  responder: Responder,
  facts: Facts,
  earlier: readonly Proposed[],
): string[] {
  const always = missingPermissions(responder, proposed.action)
  if (changesNothing(proposed.action)) return always
  return [
    ...(guard.paused ? ['all responses are paused'] : []),
    ...denials(guard, proposed),
    ...always,
    ...(isReversible(responder) ? [] : missingEvidence(proposed.action, facts, earlier)),
    ...guard.budgets.flatMap((budget) => overspent(budget, proposed, facts, earlier)),
  ]
}

const changesNothing = ({ phase }: Action): boolean => phase === 'evidence' || phase === 'analysis'

function denials({ deny, allow }: Guard, { action: { target }, namespace }: Proposed): string[] {
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

function missingEvidence(action: Action, facts: Facts, earlier: readonly Proposed[]): string[] {
  const collected = (targets: readonly Pick<Entity, 'type' | 'uid'>[]): Action[] => {
    const keys = new Set(targets.map(entityKey))
    return earlier
      .map(({ action }) => action)
      .filter(
        ({ phase, incident, target }) =>
          phase === 'evidence' && facts.incidents.includes(incident) && keys.has(entityKey(target)),
      )
  }
  const own = collected([action.target])
  // A pod's container is evidence of the pod, and the other way round.
  const near = [...besides(facts, action.target, 'pod'), ...besides(facts, action.target, 'container')]
  const evidence = own.length > 0 ? own : collected(near)
  if (evidence.length === 0) return ['it destroys evidence, and no step collects that before']
  return evidence
    .filter(({ status }) => status !== 'done')
    .map(({ title, status }) => `it destroys evidence, which must be collected first: ${title} (${status})`)
}

function overspent(budget: Budget, proposed: Proposed, facts: Facts, earlier: readonly Proposed[]): string[] {
  const spent = earlier.filter((other) => isSpent(other.action) && draws(budget, proposed, other, facts))
  if (budget.for !== 'workload') {
    const { most, within } = budget
    return spent.length < most.count
      ? []
      : [`${spent.length} actions for this ${budget.for} within ${within} minutes are as many as its budget allows`]
  }
  const replicas = replicasOf(proposed, facts)
  const pods = new Set([...spent, proposed].map(({ action }) => action.target.uid))
  return replicas === undefined || pods.size <= sharedOut(budget.most.percent, replicas)
    ? []
    : [`it would touch more than ${budget.most.percent} % of the ${replicas} pods of its workload`]
}

/** What was refused costs nothing, until it is done all the same. */
const isSpent = (action: Action): boolean =>
  !changesNothing(action) && (action.refusals.length === 0 || action.status === 'approved' || action.status === 'done')

/** Whether both draw on the same budget. */
function draws(budget: Budget, one: Proposed, other: Proposed, { incidents }: Facts): boolean {
  if (budget.for === 'workload') return one.workload !== undefined && other.workload === one.workload
  if (one.time - other.time > budget.within * 60_000) return false
  if (budget.for === 'incident') return incidents.includes(other.action.incident)
  return one.namespace !== undefined && other.namespace === one.namespace
}

/** How many of `total` a percentage allows, and at least one: the pod that was attacked may always be dealt with. */
export const sharedOut = (percent: number, total: number): number => Math.max(1, Math.floor((total * percent) / 100))

/** How many pods the workload should have, where a record shows its specification. */
function replicasOf({ workload: uid }: Proposed, facts: Facts): number | undefined {
  if (uid === undefined) return undefined
  return callsIn(facts.about({ type: 'workload', uid }))
    .filter(({ of }) => of.group === 'apps')
    .map(({ became, sent }) => valueAt(became ?? sent, 'spec', 'replicas'))
    .findLast((replicas) => typeof replicas === 'number')
}
