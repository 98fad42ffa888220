/** One alert of Falco, read field by field; what Falco could not resolve (`<NA>`, null, empty) is not there. */
import { numberAt, objectAt, RecordError, textAt, timeAt, type JsonObject } from 'tallyman/source'

export interface FalcoAlert {
  /** `syscall`, `k8s_audit`, or the name of another plug-in's events. */
  readonly source: string
  readonly rule: string
  readonly priority: string
  /** Epoch milliseconds. */
  readonly time: number
  readonly hostname: string | undefined
  /** An output field, by its full name: `proc.cmdline`. */
  readonly field: (name: string) => string | undefined
  /** One that is true or false; false where it is not there. */
  readonly flag: (name: string) => boolean
  readonly fields: JsonObject
}

/** Throws RecordError. */
export function readAlert(record: JsonObject): FalcoAlert {
  const fields = objectAt(record, 'output_fields') ?? {}
  const field = (name: string): string | undefined => {
    // A field's name holds dots, so that no path leads to it.
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined
    const text = typeof value === 'number' ? String(value) : value
    return typeof text === 'string' && text !== '' && !text.startsWith('<NA>') ? text : undefined
  }
  return {
    source: sourceOf(record, fields),
    rule: required(record, 'rule'),
    priority: required(record, 'priority'),
    time: textAt(record, 'time') === undefined ? eventTime(record, fields) : timeAt(record, 'time'),
    hostname: textAt(record, 'hostname'),
    field,
    // falcosidekick's outputs write it as a word.
    flag: (name) => Object.hasOwn(fields, name) && (fields[name] === true || fields[name] === 'true'),
    fields,
  }
}

function required(record: JsonObject, name: string): string {
  const text = textAt(record, name)
  if (text === undefined) throw new RecordError(name, 'a string', record[name])
  return text
}

/** Old versions do not say; falcosidekick has said `syscalls`. */
function sourceOf(record: JsonObject, fields: JsonObject): string {
  const said = textAt(record, 'source')
  if (said !== undefined) return said === 'syscalls' ? 'syscall' : said
  return Object.keys(fields).some((name) => name.startsWith('ka.')) ? 'k8s_audit' : 'syscall'
}

/** Nanoseconds since 1970, where the alert itself has no time. */
function eventTime(record: JsonObject, fields: JsonObject): number {
  const nanoseconds = ['evt.time', 'evt.time.iso8601', 'evt.rawtime'].map((name) =>
    numberAt({ at: fields[name] }, 'at'),
  )
  const known = nanoseconds.find((time) => time !== undefined && time > 0)
  if (known === undefined) throw new RecordError('time', 'an RFC 3339 time', record['time'])
  return Math.floor(known / 1e6)
}

export const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
