/** Takes the secrets out of a record: an environment is read variable by variable, and what is packed is not passed on. */
import { isObject, objectAt, redactRecord, redactVariable, textsAt, type JsonObject } from 'tallyman/source'

type Redact = (secret: string) => string

/** The record without its secrets. What is derived of a record is derived of this. */
export function redacted(record: JsonObject, redact: Redact): JsonObject {
  const object = record['object']
  return redactRecord(
    isObject(object) ? { ...record, object: described(object, redact) } : described(record, redact),
    redact,
  )
}

function described(info: JsonObject, redact: Redact): JsonObject {
  const [spec, process] = [objectAt(info, 'Spec'), objectAt(info, 'Spec.process')]
  const extensions = objectAt(info, 'Extensions')
  return {
    ...info,
    ...(spec && process && Array.isArray(process['env']) && { Spec: { ...spec, process: withEnv(process, redact) } }),
    ...(extensions && { Extensions: sealed(extensions, redact) }),
  }
}

const withEnv = (process: JsonObject, redact: Redact): JsonObject => ({
  ...process,
  env: textsAt(process, 'env').map((each) => redactVariable(each, redact)),
})

/** Base64 of all that the kubelet asked for, the environment included; the specification says the same. */
const sealed = (extensions: JsonObject, redact: Redact): JsonObject =>
  Object.fromEntries(
    Object.entries(extensions).map(([name, extension]) => [
      name,
      isObject(extension) && typeof extension['value'] === 'string'
        ? { ...extension, value: redact(extension['value']) }
        : extension,
    ]),
  )
