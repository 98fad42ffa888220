/** Takes the secrets out of an audit record: bodies of secrets, minted tokens, and what people type into commands and URIs. */
import { isObject, isSecretName, redactRecord, redactText, redactWords, textAt, type JsonObject } from 'tallyman/source'

type Redact = (secret: string) => string

/** The record without its secrets. What is derived of a record is derived of this. */
export function redacted(record: JsonObject, redact: Redact): JsonObject {
  const bodies: { requestObject?: unknown; responseObject?: unknown; responseStatus?: unknown } = {}
  if (textAt(record, 'objectRef.resource') === 'secrets') {
    if (record['requestObject'] !== undefined) bodies.requestObject = hideSecret(record['requestObject'], redact)
    if (record['responseObject'] !== undefined) bodies.responseObject = hideSecret(record['responseObject'], redact)
    if (record['responseStatus'] !== undefined) bodies.responseStatus = hideQuoted(record['responseStatus'], redact)
  }
  const uri = textAt(record, 'requestURI')
  return redactRecord(
    { ...record, ...bodies, ...(uri !== undefined && { requestURI: redactUri(uri, redact) }) },
    redact,
  )
}

/** A Secret, a list of them, or a patch of one: names and labels stay, values go. */
function hideSecret(body: unknown, redact: Redact): unknown {
  if (Array.isArray(body))
    return body.map((item: unknown) =>
      isObject(item) && 'op' in item ? hideValues(item, redact) : hideSecret(item, redact),
    )
  if (!isObject(body)) return body
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (name === 'data' || name === 'stringData') return [name, hideAll(value, redact)]
      if (name === 'items') return [name, hideSecret(value, redact)]
      return [name, name === 'metadata' ? hideApplied(value, redact) : value]
    }),
  )
}

const hideValues = (operation: JsonObject, redact: Redact): JsonObject =>
  'value' in operation ? { ...operation, value: hideAll(operation['value'], redact) } : operation

/** kubectl keeps the whole object in an annotation. */
function hideApplied(metadata: unknown, redact: Redact): unknown {
  const name = 'kubectl.kubernetes.io/last-applied-configuration'
  if (!isObject(metadata) || !isObject(metadata['annotations']) || !(name in metadata['annotations'])) return metadata
  return {
    ...metadata,
    annotations: { ...metadata['annotations'], [name]: hideAll(metadata['annotations'][name], redact) },
  }
}

function hideAll(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((item: unknown) => hideAll(item, redact))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hideAll(inner, redact)]))
}

/** A refusal quotes the value that it refuses. */
function hideQuoted(status: unknown, redact: Redact): unknown {
  const message = textAt(status, 'message')
  if (!isObject(status) || message === undefined) return status
  const at = message.indexOf('Invalid value:')
  return at === -1
    ? status
    : { ...status, message: `${message.slice(0, at)}Invalid value: ${redact(message.slice(at))}` }
}

/** As a form does; the marks of what was redacted stay as they are everywhere else. */
const encoded = (value: string): string =>
  encodeURIComponent(value)
    .replaceAll('%20', '+')
    .replaceAll(/%5Bredacted(?:%3A[0-9a-f]{8})?%5D/g, (mark) => decodeURIComponent(mark))

/** The parameters of a URI. Those of `command` are one command; the others are hidden by their name. */
function redactUri(uri: string, redact: Redact): string {
  const start = uri.indexOf('?') + 1
  if (start === 0) return uri
  const parts = uri.slice(start).split(/([&;])/)
  const decodedParts = parts.map((part) => [...new URLSearchParams(part)][0] ?? ([part, ''] as const))
  const argv = redactWords(
    decodedParts.filter(([name]) => name === 'command').map(([, value]) => value),
    redact,
  )
  let at = 0
  const safe = parts.map((part, index) => {
    const [name, value] = decodedParts[index] as readonly [string, string]
    const told =
      name === 'command'
        ? (argv[at++] as string)
        : isSecretName(name) && value !== ''
          ? redact(value)
          : redactText(value, redact)
    // What holds no secret keeps its spelling: rules may look for it.
    return told === value ? part : `${name}=${encoded(told)}`
  })
  return uri.slice(0, start) + safe.join('')
}
