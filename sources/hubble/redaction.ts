/** Takes the secrets out of a flow: headers stand as `key` and `value`, and the summary repeats the URL. */
import { isSecretName, listAt, objectAt, redactRecord, valueAt, type JsonObject } from 'tallyman/source'
import { isHeader } from './layer7.ts'

const COOKIE = /^(?:set-)?cookie$/i

export function redacted(record: JsonObject, redact: (secret: string) => string): JsonObject {
  const safe = redactRecord(record, redact)
  const l7 = objectAt(safe, 'l7')
  const [http, kafka] = [objectAt(l7, 'http'), objectAt(l7, 'kafka')]
  if (!http && !kafka) return safe
  const headers = listAt(http, 'headers').map((each) => {
    const secret = isHeader(each) && each.value !== '' && (isSecretName(each.key) || COOKIE.test(each.key))
    // What was redacted already keeps its mark.
    return secret && !each.value.includes('[redacted') ? { ...each, value: redact(each.value) } : each
  })
  return {
    ...safe,
    l7: {
      ...l7,
      ...(http && { http: headers.length === 0 ? http : { ...http, headers } }),
      // The key of Kafka's interface is the name of the call.
      ...(kafka && 'api_key' in kafka && { kafka: { ...kafka, api_key: valueAt(record, 'l7.kafka.api_key') } }),
    },
  }
}
