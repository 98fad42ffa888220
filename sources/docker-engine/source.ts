/** Docker Engine: its event stream, and inspects of what the events name -> OCSF 6002, 1007, 6003 and 5001. */
import { defineSource, type Draft, type JsonObject, type Redundant } from 'tallyman/source'
import { containerTold } from './container-event.ts'
import { isEngineEvent, readEngineEvent, type EngineEvent } from './engine-event.ts'
import { execTold } from './exec-event.ts'
import { gapTold, isGap, readGap } from './gap.ts'
import { goneTold, isGone } from './gone.ts'
import { heartbeatTold, isHeartbeat } from './heartbeat.ts'
import { imageTold } from './image-event.ts'
import { networkTold } from './network-event.ts'
import { otherTold } from './other-event.ts'
import { redacted } from './redaction.ts'
import { isSnapshot, readSnapshot, snapshotTold, volumesOf } from './snapshot.ts'
import type { Told } from './told.ts'

/** Docker's, and Podman's beside them. */
const TYPES = [
  'builder',
  'config',
  'container',
  'daemon',
  'image',
  'network',
  'node',
  'plugin',
  'secret',
  'service',
  'volume',
  'machine',
  'pod',
  'system',
]

export const dockerEngine = defineSource({
  id: 'docker-engine',
  title: 'Docker Engine events and inspects',
  logsource: { product: 'docker', service: 'engine' },
  enums: new Map([
    ['Type', new Set(TYPES)],
    ['scope', new Set(['local', 'swarm'])],
    ['kind', new Set(['container', 'image', 'network', 'volume', 'info'])],
    ['derived.stage', new Set(['started', 'ended'])],
    ['derived.host_config.host_namespaces', new Set(['pid', 'ipc', 'network', 'uts', 'user'])],
    ['derived.host_config.unconfined', new Set(['seccomp', 'apparmor', 'systempaths', 'label'])],
  ]),

  recognises: (record) =>
    isEngineEvent(record) || isSnapshot(record) || isGap(record) || isGone(record) || isHeartbeat(record),

  unwrap: volumesOf,

  normalise(record, { redact }) {
    const raw = redacted(record, redact)
    if (isGap(raw)) {
      const gap = readGap(raw)
      return draftOf(gap.to, raw, raw, gapTold(gap))
    }
    if (isGone(raw) || isHeartbeat(raw)) {
      const { time, ...told } = isGone(raw) ? goneTold(raw) : heartbeatTold(raw)
      return draftOf(time, raw, raw, told)
    }
    if (!isEngineEvent(raw)) {
      const { time, ...snapshot } = readSnapshot(raw)
      return draftOf(time, raw, { ...snapshot }, snapshotTold(snapshot))
    }
    const event = readEngineEvent(raw)
    const told = eventTold(event)
    return 'redundant' in told ? told : draftOf(event.time, raw, event.record, told)
  },
})

/** Rules read the engine's own names; what we make of them stands under `derived`. */
const draftOf = (time: number, raw: JsonObject, fields: JsonObject, { derived, ...told }: Told): Draft => ({
  ...told,
  // A command may hold any character, and is told whole elsewhere.
  message: told.message.replaceAll(/\s+/g, ' '),
  time,
  raw,
  fields: { ...fields, derived },
})

function eventTold(event: EngineEvent): Told | Redundant {
  switch (event.type) {
    case 'container':
      return event.action.startsWith('exec_') ? execTold(event) : containerTold(event)
    case 'image':
      return imageTold(event)
    case 'network':
      return networkTold(event)
    default:
      return otherTold(event)
  }
}
