/** Findings as OCSF records of this version, with the tactics that a technique serves in the pinned ATT&CK release. */
import { ATTACK_RELEASE, technique } from '../../attack/index.ts'
import { alertToOcsf, incidentToOcsf, type Exported } from '../../export/index.ts'
import type { Alert } from '../../model/alert.ts'
import type { Incident } from '../../model/incident.ts'
import { VERSION } from '../version.ts'

const exported: Exported = {
  product: { name: 'Tallyman', vendor_name: 'Tallyman', version: VERSION },
  attack: { version: ATTACK_RELEASE, tacticsOf: (id) => technique(id)?.tactics ?? [] },
}

export const ocsfAlert = (alert: Alert): object => alertToOcsf(alert, exported)
export const ocsfIncident = (incident: Incident): object => incidentToOcsf(incident, exported)
