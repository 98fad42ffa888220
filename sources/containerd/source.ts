/** containerd: its events, and how its containers are made -> OCSF 6002, 1007, 6003 and 5001. */
import { defineSource, type Draft, type JsonObject } from 'tallyman/source'
import { containerTold, isOfContainer } from './container-event.ts'
import { infoTold, isInfo, readInfo } from './container-info.ts'
import { isContainerdEvent, opened, readEvent } from './event.ts'
import { createContainerdReader } from './line.ts'
import { otherTold } from './other-event.ts'
import { isOwnWord, ownWordTold } from './own-word.ts'
import { redacted } from './redaction.ts'
import type { Told } from './told.ts'

export const containerd = defineSource({
  id: 'containerd',
  title: 'containerd events and containers',
  logsource: { product: 'containerd', service: 'engine' },
  enums: new Map([
    ['derived.stage', new Set(['started', 'ended'])],
    ['derived.host_config.host_namespaces', new Set(['pid', 'ipc', 'network', 'uts'])],
    ['derived.host_config.unconfined', new Set(['seccomp', 'systempaths'])],
  ]),

  recognises: (record) => isContainerdEvent(record) || isInfo(record) || isOwnWord(record),
  createLineReader: createContainerdReader,

  normalise(record, { redact }) {
    if (isOwnWord(record)) {
      const { time, ...told } = ownWordTold(record)
      return draftOf(time, record, record, told)
    }
    if (isInfo(record)) {
      const raw = redacted(record, redact)
      const info = readInfo(raw)
      // Rules read the same names, however it came.
      return draftOf(info.time, raw, { object: info.info }, infoTold(info))
    }
    const raw = redacted(record, redact)
    const event = readEvent(opened(raw))
    const told = isOfContainer(event) ? containerTold(event) : otherTold(event)
    return 'redundant' in told ? told : draftOf(event.time, raw, event.record, told)
  },
})

/** Rules read containerd's own names; what we make of them stands under `derived`. */
const draftOf = (time: number, raw: JsonObject, fields: JsonObject, { derived, ...told }: Told): Draft => ({
  ...told,
  // Names may hold any character.
  message: told.message.replaceAll(/\s+/g, ' '),
  time,
  raw,
  fields: { ...fields, derived },
})
