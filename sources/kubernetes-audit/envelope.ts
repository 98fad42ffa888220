/** Takes apart what carries audit events: the webhook's EventList, and the wrappings of clouds. */
import { isObject, textAt } from 'tallyman/source'

/** Records, or JSON texts of them made into records; nothing where the value carries none. */
export function unwrap(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value)) return undefined
  const { kind, apiVersion, items, messageType, logEvents, category, records } = value
  if (
    kind === 'EventList' &&
    typeof apiVersion === 'string' &&
    apiVersion.startsWith('audit.k8s.io/') &&
    Array.isArray(items)
  )
    return items.map((item: unknown) => asEvent(item, apiVersion))
  // CloudWatch carries any log: lines of text are another source's.
  if (messageType === 'DATA_MESSAGE' && Array.isArray(logEvents) && logEvents.some(holdsJson))
    return logEvents.map((event: unknown) => parsed(textAt(event, 'message')))
  if (typeof category === 'string' && /^kube-audit(?:-admin)?$/i.test(category))
    return [parsed(textAt(value, 'properties.log'))]
  return Array.isArray(records) && records.some((record) => textAt(record, 'properties.log')) ? records : undefined
}

/** The list says the kind for its items. As a line of the log they would say it themselves, in this place, so that the id is the same. */
const asEvent = (item: unknown, apiVersion: unknown): unknown =>
  isObject(item) ? { kind: 'Event', apiVersion, ...item } : item

const holdsJson = (event: unknown): boolean => /^\s*\{/.test(textAt(event, 'message') ?? '')

/** What is not JSON stays as it is: ingest says of it that it is no object. */
function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null') as unknown
  } catch {
    return text
  }
}
