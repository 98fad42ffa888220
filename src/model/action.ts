/** A step proposed, approved, done, undone (OCSF Remediation Activity; NIST SP 800-61 phases). */
import type { Decision } from './decision.ts'
import type { Entity } from './entity.ts'

/** NIST SP 800-61: what a step is for. */
export const PHASES = ['analysis', 'evidence', 'containment', 'eradication', 'recovery'] as const
export type Phase = (typeof PHASES)[number]

/** One call to the outside, as data: it can be shown, approved, told to the journal, replayed and undone. */
export interface Effect {
  /** What is done: `kubernetes.apply`, `kubernetes.delete`, `engine.network-disconnect`, `collect` ... */
  readonly do: string
  readonly with: { readonly [name: string]: unknown }
}

export interface Action {
  /** A hash of incident, responder and target. */
  readonly uid: string
  readonly incident: string
  readonly responder: string
  readonly phase: Phase
  readonly title: string
  readonly target: Pick<Entity, 'type' | 'uid' | 'name'>
  readonly status: 'proposed' | 'approved' | 'done' | 'failed' | 'undone'
  /** What would be done, step by step; a rehearsal shows exactly this. */
  readonly effects: readonly Effect[]
  readonly undo: readonly Effect[] | { readonly irreversible: string }
  readonly needs_approval: boolean
  /** What a person decided about it; absent while it is only proposed. */
  readonly decided?: Decision
  /** What keeps it from being done, in words; empty where nothing does. */
  readonly refusals: readonly string[]
}
