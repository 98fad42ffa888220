/** The Container Runtime Interface: what crictl prints of pods, containers and images, and its events -> OCSF 5001 and 6002. */
import { defineSource, type Draft, type JsonObject } from 'tallyman/source'
import { containerTold } from './container.ts'
import { eventTold, isEvent } from './event.ts'
import { imageTold } from './image.ts'
import { podTold } from './pod.ts'
import { redacted } from './redaction.ts'
import { isSnapshot, readSnapshot, unwrapList } from './snapshot.ts'
import type { Told } from './told.ts'

const TELL = { container: containerTold, pod: podTold, image: imageTold }

export const cri = defineSource({
  id: 'cri',
  title: 'Container Runtime Interface (crictl)',
  logsource: { product: 'kubernetes', service: 'cri' },
  enums: new Map([
    ['kind', new Set(['container', 'pod', 'image'])],
    ['derived.host_config.host_namespaces', new Set(['pid', 'ipc', 'network', 'uts'])],
    ['derived.host_config.unconfined', new Set(['seccomp', 'systempaths'])],
    ['derived.pod.host_namespaces', new Set(['pid', 'ipc', 'network'])],
  ]),

  recognises: (record) => isEvent(record) || isSnapshot(record),
  unwrap: unwrapList,

  normalise(record, { redact }) {
    const raw = redacted(record, redact)
    if (isEvent(raw)) return draftOf(raw, raw, eventTold(raw))
    const snapshot = readSnapshot(raw)
    const { kind, status, info } = snapshot
    // Rules read the same names, whether it was a list or an inspect, wrapped or bare.
    return draftOf(raw, { kind, status, info }, TELL[kind](snapshot))
  },
})

/** Rules read CRI's own names; what we make of them stands under `derived`. */
const draftOf = (raw: JsonObject, fields: JsonObject, { derived, ...told }: Told): Draft => ({
  ...told,
  // Names may hold any character.
  message: told.message.replaceAll(/\s+/g, ' '),
  raw,
  fields: { ...fields, derived },
})
