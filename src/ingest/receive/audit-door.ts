/** The audit webhook of an API server: an EventList of audit.k8s.io, answered once it is durable. */
import { hash } from 'node:crypto'
import type { Admission } from './admission.ts'
import { auditEventsOf } from './audit-lines.ts'
import type { Deliver } from './delivery.ts'
import { jsonAnswer, type Delivered, type Door } from './door.ts'

// Whoever had no answer in time sends the same bytes again, within minutes.
const REMEMBERED = 4096

/** How many events a list had, and when they are durable. */
interface Kept {
  readonly count: number
  readonly durable: Promise<void>
}

export function createAuditDoor(deliver: Deliver, admission: Admission): Door {
  /** The last lists of all senders: durable, or on their way to the disk. */
  const recent = new Map<string, Kept>()
  const keep = ({ bytes, sender }: Delivered): Kept => {
    const { items, lines } = auditEventsOf(bytes)
    admission.check(items, sender)
    const count = items.length
    return { count, durable: count === 0 ? Promise.resolve() : deliver(`audit:${sender.name}`, lines, count) }
  }
  const remember = (key: string, kept: Kept): void => {
    recent.set(key, kept)
    const [oldest] = recent.keys()
    if (recent.size > REMEMBERED && oldest !== undefined) recent.delete(oldest)
    // What the disk did not take is not known.
    kept.durable.catch(() => recent.delete(key))
  }
  return {
    path: '/audit',
    async take(delivered) {
      const key = `${delivered.sender.name} ${hash('sha256', delivered.bytes, 'base64')}`
      const before = recent.get(key)
      const kept = before ?? keep(delivered)
      if (!before) remember(key, kept)
      await kept.durable
      return jsonAnswer(200, { kept: kept.count, ...(before && { replayed: true }) })
    },
  }
}
