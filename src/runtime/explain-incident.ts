/** What is known of an incident, what is inferred, what could not be seen, and how far it goes. */
import type { Action } from '../model/action.ts'
import type { Incident } from '../model/incident.ts'
import type { Content } from './content.ts'
import { scan } from './scan.ts'
import { unseenOf, type Unseen } from './unseen.ts'

export interface ExplainedIncident {
  readonly incident: Incident
  readonly actions: readonly Action[]
  readonly unseen: Unseen
}

/** The incidents of these recordings whose uid begins so. Throws InputError. */
export async function explainIncident(
  prefix: string,
  paths: readonly string[],
  content: Content,
): Promise<ExplainedIncident[]> {
  const { incidents, actions, visibility } = await scan(paths, content)
  return incidents
    .filter(({ uid }) => uid.startsWith(prefix))
    .map((incident) => ({
      incident,
      actions: actions.get(incident.uid) ?? [],
      unseen: unseenOf(incident, visibility, content),
    }))
}
