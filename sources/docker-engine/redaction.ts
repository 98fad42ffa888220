/** Takes the secrets out of a record: where an engine splits a command or an environment, the parts are read together. */
import { isObject, redactRecord, redactVariable, redactWords, textAt, textsAt, type JsonObject } from 'tallyman/source'

type Redact = (secret: string) => string

/** The record without its secrets. What is derived of a record is derived of this. */
export function redacted(record: JsonObject, redact: Redact): JsonObject {
  const object = record['object']
  const joined = isObject(object) ? { ...record, object: inspected(object, redact) } : inspected(record, redact)
  return redactRecord(joined, redact)
}

function inspected(object: JsonObject, redact: Redact): JsonObject {
  const path = textAt(object, 'Path')
  // The program is what says which of its arguments are secret.
  const args = path !== undefined && { Args: redactWords([path, ...textsAt(object, 'Args')], redact).slice(1) }
  const configs = ['Config', 'ContainerConfig'].flatMap((name) => {
    const config = object[name]
    return isObject(config) ? [[name, configured(config, redact)] as const] : []
  })
  return { ...object, ...args, ...Object.fromEntries(configs) }
}

function configured(config: JsonObject, redact: Redact): JsonObject {
  const [entrypoint, command] = [textsAt(config, 'Entrypoint'), textsAt(config, 'Cmd')]
  const words = redactWords([...entrypoint, ...command], redact)
  return {
    ...config,
    ...(entrypoint.length > 0 && { Entrypoint: words.slice(0, entrypoint.length) }),
    ...(command.length > 0 && { Cmd: words.slice(entrypoint.length) }),
    ...(Array.isArray(config['Env']) && { Env: textsAt(config, 'Env').map((each) => redactVariable(each, redact)) }),
  }
}
