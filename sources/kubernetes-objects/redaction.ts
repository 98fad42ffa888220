/** Takes the secrets out of a record: in the object, in the copies that annotations keep of it, and in what is told of changes. */
import { isObject, listAt, objectAt, redactRecord, textAt, textsAt, type JsonObject } from 'tallyman/source'
import { tokensOf } from './path.ts'

type Redact = (secret: string) => string

/** The record without its secrets. What is derived of a record is derived of this. */
export function redacted(record: JsonObject, redact: Redact): JsonObject {
  const inner = objectAt(record, 'object')
  const object = inner ?? record
  const hidden = isSecret(object) ? hideSecret(object, redact) : object
  const safe = redactRecord(inner ? { ...record, object: hidden } : hidden, redact)
  const changes = record['changes']
  if (!inner || !Array.isArray(changes)) return safe
  return { ...safe, changes: changes.map((change: unknown) => redactChange(change, { object, changes, redact })) }
}

/** The collector never asks for one, but people keep what kubectl prints. */
const isSecret = ({ kind, apiVersion }: JsonObject): boolean => kind === 'Secret' && apiVersion === 'v1'

/** Names and labels stay, values go; kubectl keeps them in an annotation, too. */
function hideSecret(secret: JsonObject, redact: Redact): JsonObject {
  const annotations = objectAt(secret, 'metadata.annotations')
  return Object.fromEntries(
    Object.entries(secret).map(([name, value]) => {
      if (name === 'data' || name === 'stringData') return [name, hideAll(value, redact)]
      if (name !== 'metadata' || !annotations || !isObject(value)) return [name, value]
      const applied = Object.entries(annotations).map(([key, text]) => [
        key,
        key === APPLIED ? hideAll(text, redact) : text,
      ])
      return [name, { ...value, annotations: Object.fromEntries(applied) }]
    }),
  )
}

const APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

function hideAll(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((item: unknown) => hideAll(item, redact))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hideAll(inner, redact)]))
}

interface Surroundings {
  readonly object: JsonObject
  readonly changes: readonly unknown[]
  readonly redact: Redact
}

/** What a value is, its place says: the name of its variable, the field, the program that it is an argument of. */
function redactChange(change: unknown, { object, changes, redact }: Surroundings): unknown {
  const path = textAt(change, 'path')
  if (!isObject(change) || path === undefined) return redactRecord({ change }, redact)['change']
  const tokens = tokensOf(path)
  const field = tokens.at(-1)?.name ?? 'value'
  const variable = tokens.at(-2)?.key
  const safeAs = (side: 'from' | 'to'): JsonObject => {
    if (!(side in change)) return {}
    const value = change[side]
    if (isSecret(object)) return { [side]: hideAll(value, redact) }
    // Where the command itself was changed, its old arguments were those of the old one.
    const program =
      field === 'args' ? (commandBeside(path, side, changes) ?? textsAt(parentOf(object, path), 'command')) : []
    const standing = { ...variable, ...(program.length > 0 && { command: program }), [field]: value }
    return { [side]: redactRecord(standing, redact)[field] }
  }
  return { ...change, ...safeAs('from'), ...safeAs('to') }
}

function commandBeside(path: string, side: 'from' | 'to', changes: readonly unknown[]): string[] | undefined {
  const beside = `${path.slice(0, path.lastIndexOf('/'))}/command`
  const change = changes.find((each) => textAt(each, 'path') === beside)
  return isObject(change) && side in change ? textsAt(change, side) : undefined
}

/** What holds the field that a path leads to, as far as the object has it. */
const parentOf = (object: JsonObject, path: string): unknown =>
  tokensOf(path)
    .slice(0, -1)
    .reduce<unknown>((at, { name, key }) => {
      if (!key) return isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined
      const [[field, wanted] = ['', '']] = Object.entries(key)
      return listAt({ at }, 'at').find(
        (item) => isObject(item) && (item[field] === wanted || item[field] === Number(wanted)),
      )
    }, object)
