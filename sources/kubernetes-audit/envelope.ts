/** Takes apart what carries audit events: the webhook's EventList, and the wrappings of clouds. */
import { isObject, listAt, textAt, type JsonObject } from 'tallyman/source'

/** Records, or JSON texts of them made into records; nothing where the value carries none. */
export function unwrap(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value)) return undefined
  if (value['kind'] === 'EventList' && textAt(value, 'apiVersion')?.startsWith('audit.k8s.io/')) return listItems(value)
  if (value['messageType'] === 'DATA_MESSAGE')
    return listAt(value, 'logEvents').map((event) => parsed(textAt(event, 'message')))
  if (/^kube-audit(?:-admin)?$/i.test(textAt(value, 'category') ?? '')) return [parsed(textAt(value, 'properties.log'))]
  const records = listAt(value, 'records')
  return records.length > 0 && records.every((record) => textAt(record, 'properties.log')) ? records : undefined
}

/** Items of a list do not say their kind: the list says it for them. As a line of the log they would, so that the id is the same. */
const listItems = ({ apiVersion, items }: JsonObject): readonly unknown[] =>
  Array.isArray(items)
    ? items.map((item: unknown) => (isObject(item) ? { kind: 'Event', apiVersion, ...item } : item))
    : []

/** What is not JSON stays as it is: ingest says of it that it is no object. */
function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null') as unknown
  } catch {
    return text
  }
}
