/** Takes apart what carries audit events: the webhook's EventList, and what Amazon and Azure put around them. */
import { isObject } from 'tallyman/source'
import { azureRecords } from './azure.ts'
import { cloudWatchRecords } from './cloudwatch.ts'
import { isAuditEvent } from './event.ts'

/** Records, or JSON texts of them made into records; nothing where the value carries none. */
export const unwrap = (value: unknown): readonly unknown[] | undefined =>
  isObject(value) && !isAuditEvent(value)
    ? (listed(value) ?? cloudWatchRecords(value) ?? azureRecords(value))
    : undefined

function listed({ kind, apiVersion, items }: { readonly [key: string]: unknown }): readonly unknown[] | undefined {
  if (kind !== 'EventList' || typeof apiVersion !== 'string' || !apiVersion.startsWith('audit.k8s.io/'))
    return undefined
  return Array.isArray(items) ? items.map((item: unknown) => asEvent(item, apiVersion)) : undefined
}

/** The list says the kind for its items. As a line of the log they would say it themselves, in this place, so that the id is the same. */
const asEvent = (item: unknown, apiVersion: string): unknown =>
  isObject(item) ? { kind: 'Event', apiVersion, ...item } : item
