/** Takes the secrets out of a record: what the kubelet asked for holds the environment by name and value, the specification as one word. */
import {
  isObject,
  isSecretName,
  listAt,
  objectAt,
  redactRecord,
  redactVariable,
  textAt,
  textsAt,
} from 'tallyman/source'
import type { JsonObject } from 'tallyman/source'

type Redact = (secret: string) => string

/** The record without its secrets. What is derived of a record is derived of this. */
export function redacted(record: JsonObject, redact: Redact): JsonObject {
  const object = record['object']
  return redactRecord(
    isObject(object) ? { ...record, object: inspected(object, redact) } : inspected(record, redact),
    redact,
  )
}

function inspected(object: JsonObject, redact: Redact): JsonObject {
  const info = objectAt(object, 'info')
  if (!info) return object
  const named = withList(info, 'config', 'envs', (envs) => envs.map((each) => variable(each, redact)))
  const words = (path: string) => textsAt(info, path).map((each) => redactVariable(each, redact))
  const spec = objectAt(info, 'runtimeSpec')
  const image = objectAt(info, 'imageSpec')
  return {
    ...object,
    info: {
      ...named,
      ...(spec && { runtimeSpec: withList(spec, 'process', 'env', () => words('runtimeSpec.process.env')) }),
      ...(image && { imageSpec: withList(image, 'config', 'Env', () => words('imageSpec.config.Env')) }),
    },
  }
}

/** The same with another list below `at`, where there is one. */
function withList(
  outer: JsonObject,
  at: string,
  name: string,
  change: (list: readonly unknown[]) => readonly unknown[],
): JsonObject {
  const inner = objectAt(outer, at)
  if (!inner || !Array.isArray(inner[name])) return outer
  return { ...outer, [at]: { ...inner, [name]: change(listAt(inner, name)) } }
}

/** `{key, value}` */
function variable(each: unknown, redact: Redact): unknown {
  const [key, value] = [textAt(each, 'key'), textAt(each, 'value')]
  return isObject(each) && key !== undefined && value !== undefined && isSecretName(key)
    ? { ...each, value: redact(value) }
    : each
}
