/** Shows what an action would do, as data and as text: commands, manifests, undo, limits, and the leave that it needs. */
import type { Action, Effect } from '../model/action.ts'
import { visible, type Shown } from './effect.ts'
import { permissionKeys } from './permission.ts'
import { describeEffect, type Responder } from './responder.ts'

export interface Rehearsal {
  readonly action: string
  readonly incident: string
  readonly responder: string
  readonly title: string
  readonly needs_approval: boolean
  /** What keeps it from being done. */
  readonly refusals: readonly string[]
  readonly steps: readonly Shown[]
  readonly undo: readonly Shown[] | { readonly irreversible: string }
  readonly limits: readonly string[]
  /** `kubernetes get pods`, `engine POST /containers/{id}/pause`, ... */
  readonly permissions: readonly string[]
}

/** Exactly the effects that would be done: what is approved is what is shown. */
export function rehearse(action: Action, responder: Responder): Rehearsal {
  return {
    action: action.uid,
    incident: action.incident,
    responder: responder.id,
    title: action.title,
    needs_approval: action.needs_approval,
    refusals: action.refusals,
    steps: action.effects.map(shown),
    undo: 'irreversible' in action.undo ? action.undo : action.undo.map(shown),
    limits: responder.limits,
    permissions: permissionKeys(responder.permissions),
  }
}

function shown(effect: Effect): Shown {
  const { commands, input, note } = describeEffect(effect)
  return { commands, ...(input !== undefined && { input }), ...(note !== undefined && { note }) }
}

/** A rehearsal for people. Safe for a terminal: words from records are quoted. */
export function rehearsalText(rehearsal: Rehearsal): string {
  const { title, responder, incident, action, needs_approval, refusals, steps, undo, limits, permissions } = rehearsal
  const lines = [
    `${visible(title)}   (${responder})`,
    `incident ${incident}, action ${action}, ${needs_approval ? 'needs approval' : 'needs no approval'}`,
    ...section(
      'Kept from being done',
      refusals.map((refusal) => `- ${visible(refusal)}`),
    ),
    ...section('Would do', numbered(steps)),
    ...section(
      'Undo',
      'irreversible' in undo
        ? [`irreversible: ${undo.irreversible}`]
        : undo.length > 0
          ? numbered(undo)
          : ['nothing to undo'],
    ),
    ...section(
      'Limits',
      limits.map((limit) => `- ${limit}`),
    ),
    ...section(
      'Needs leave for',
      permissions.map((permission) => `- ${permission}`),
    ),
  ]
  return `${lines.join('\n')}\n`
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)]

const numbered = (steps: readonly Shown[]): string[] =>
  steps.flatMap(({ commands, input, note }, index) => [
    ...commands.map((command, at) => `${at === 0 ? `${index + 1}.` : '  '} ${command}`),
    ...(note === undefined ? [] : [`   (${note})`]),
    ...(input === undefined ? [] : input.split('\n').map((line) => `   | ${line}`)),
  ])
