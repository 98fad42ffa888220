/** Incidents, playbooks and the shipped responders, as the tests of the answer to an incident need them. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Action } from '../src/model/action.ts'
import type { Alert } from '../src/model/alert.ts'
import type { Entity } from '../src/model/entity.ts'
import type { Incident } from '../src/model/incident.ts'
import type { Guard } from '../src/respond/guard.ts'
import { checkResponders } from '../src/respond/responder.ts'
import { respond } from '../src/respond/plan.ts'
import { parsePlaybook, type Playbook } from '../src/respond/playbook.ts'
import type { Stage } from '../src/stream/stage.ts'
import { anAlert, anEntity, anEvent } from './fixture.ts'

const folders = readdirSync('responders', { withFileTypes: true }).filter((entry) => entry.isDirectory())

export const responders = checkResponders(
  await Promise.all(
    folders.map(async ({ name: folder }) => ({
      folder,
      module: (await import(pathToFileURL(join('responders', folder, 'responder.ts')).href)) as {
        [name: string]: unknown
      },
    })),
  ),
)

export const EVIDENCE = 'phase: evidence, do: pod-evidence-collected, target: pod'
export const ISOLATED = 'phase: containment, do: pod-isolated, target: pod'
export const DELETED = 'phase: eradication, do: pod-deleted, target: pod'
export const ASKED = 'phase: analysis, do: principal-asked, target: principal'

/** A playbook whose first step stands on line 3. */
export const playbook = (...steps: readonly string[]): Playbook =>
  parsePlaybook(
    `questions: [{ ask: why, look: there }]\nsteps:\n${steps.map((step) => `  - { ${step}, why: so }`).join('\n')}`,
    'response.yml',
  )

export const told = (...alerts: readonly Alert[]): Incident => ({
  uid: 'c'.repeat(32),
  title: 'An incident',
  status: 'New',
  level: 'high',
  time: alerts[0]?.time ?? 0,
  last_time: alerts.at(-1)?.last_time ?? 0,
  alerts,
  links: [],
  entities: [],
  techniques: [],
})

/** An alert of the detection `seen` about pods, in one event. */
export function alertOn(pods: readonly string[], given: Partial<Alert> = {}, more: readonly Entity[] = []): Alert {
  const entities = [...pods.map((uid) => anEntity('pod', uid)), ...more]
  return anAlert({ detection: 'seen', entities, evidence: [anEvent({ entities })], ...given })
}

/** The stage, with one playbook for the detection `seen`. */
export const answer = (steps: Playbook, guard?: Guard): Stage<Incident & { absorbed?: readonly string[] }, Action> =>
  respond({ playbooks: new Map([['seen', steps]]), responders, ...(guard && { guard }) })
