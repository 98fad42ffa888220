/** The secrets of the commands that Tetragon names, of their environment, and of what was written. */
import { isObject, isSecretName, redactRecord, redactText, textAt, type JsonObject } from 'tallyman/source'
import { commandOf, kindOf } from './happening.ts'

type Redact = (secret: string) => string

export function redactEvent(record: JsonObject, redact: Redact): JsonObject {
  const kind = kindOf(record)
  if (!kind) return redactRecord(record, redact)
  const body = record[kind] as JsonObject
  const changes = Object.entries(body).flatMap(([name, value]) => {
    const safe = redactMember(name, value, redact)
    return safe === value ? [] : [[name, safe] as const]
  })
  const changed = changes.length === 0 ? record : { ...record, [kind]: { ...body, ...Object.fromEntries(changes) } }
  return redactRecord(changed, redact)
}

function redactMember(name: string, value: unknown, redact: Redact): unknown {
  if (name === 'process' || name === 'parent') return isObject(value) ? redactProcess(value, redact) : value
  if (name === 'ancestors') return eachObject(value, (process) => redactProcess(process, redact))
  return name === 'args' ? eachObject(value, (arg) => redactArgument(arg, redact)) : value
}

/** The file that runs says which of its arguments are secret. */
function redactProcess(process: JsonObject, redact: Redact): JsonObject {
  const [command, args] = [commandOf(process), textAt(process, 'arguments')]
  const [binary, variables] = [textAt(process, 'binary'), process['environment_variables']]
  const environment = eachObject(variables, (variable) => redactVariable(variable, redact))
  const safe = command === undefined || args === undefined ? args : redactText(command, redact)
  const safeArgs = safe !== undefined && safe !== command && binary !== undefined ? tailOf(safe, binary) : args
  if (safeArgs === args && environment === variables) return process
  return {
    ...process,
    ...(safeArgs !== args && { arguments: safeArgs }),
    ...(environment !== variables && { environment_variables: environment }),
  }
}

/** What follows the file; all of it where the file's own name held a secret. */
const tailOf = (command: string, binary: string): string =>
  command.startsWith(`${binary} `) ? command.slice(binary.length + 1) : command

function redactVariable(variable: JsonObject, redact: Redact): JsonObject {
  const [key, value] = [textAt(variable, 'key'), textAt(variable, 'value')]
  return key !== undefined && value !== undefined && isSecretName(key)
    ? { ...variable, value: redact(value) }
    : variable
}

/** What was read or written, in base64, where a mark of the secret could not be seen: all of it goes. */
function redactArgument(arg: JsonObject, redact: Redact): JsonObject {
  const bytes = textAt(arg, 'bytes_arg')
  if (bytes === undefined) return arg
  const text = Buffer.from(bytes, 'base64').toString('utf8')
  return redactText(text, redact) === text ? arg : { ...arg, bytes_arg: redact(bytes) }
}

function eachObject(list: unknown, change: (object: JsonObject) => JsonObject): unknown {
  if (!Array.isArray(list)) return list
  const changed = list.map((each: unknown) => (isObject(each) ? change(each) : each))
  return changed.every((each, at) => each === list[at]) ? list : changed
}
