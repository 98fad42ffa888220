/** The door of `export`: findings and events as records of one OCSF release. */
export { eventToOcsf } from './event.ts'
export { alertToOcsf, incidentToOcsf } from './finding.ts'
export { OCSF_VERSION, type Exported } from './record.ts'
