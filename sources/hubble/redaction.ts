/** Takes the secrets out of a flow: headers stand as `key` and `value`, and the summary repeats the URL. */
import { isSecretName, listAt, objectAt, redactRecord, type JsonObject } from 'tallyman/source'
import { isHeader } from './layer7.ts'

const COOKIE = /^(?:set-)?cookie$/i

export function redacted(record: JsonObject, redact: (secret: string) => string): JsonObject {
  const safe = redactRecord(record, redact)
  const [l7, http] = [objectAt(safe, 'l7'), objectAt(safe, 'l7.http')]
  if (!l7 || !http || listAt(http, 'headers').length === 0) return safe
  const headers = listAt(http, 'headers').map((each) => {
    const secret = isHeader(each) && each.value !== '' && (isSecretName(each.key) || COOKIE.test(each.key))
    // What was redacted already keeps its mark.
    return secret && !each.value.includes('[redacted') ? { ...each, value: redact(each.value) } : each
  })
  return { ...safe, l7: { ...l7, http: { ...http, headers } } }
}
