/** The audit webhook of an API server: an EventList of audit.k8s.io, answered once it is durable. */
import { hash } from 'node:crypto'
import { isObject, textAt } from '../read.ts'
import type { Admission } from './admission.ts'
import type { Deliver } from './delivery.ts'
import { jsonAnswer, type Door } from './door.ts'
import { lineOf, readJson } from './json.ts'
import { Refusal } from './refusal.ts'

// Whoever had no answer in time sends the same bytes again, within minutes.
const REMEMBERED = 4096

export function createAuditDoor(deliver: Deliver, admission: Admission): Door {
  /** The last lists of all senders, by what they hold: durable, or on their way to the disk. */
  const recent = new Map<string, Promise<void>>()
  const remember = (key: string, kept: Promise<void>): void => {
    recent.set(key, kept)
    const [oldest] = recent.keys()
    if (recent.size > REMEMBERED && oldest !== undefined) recent.delete(oldest)
    // What the disk did not take is not known.
    kept.catch(() => recent.delete(key))
  }
  return {
    path: '/audit',
    async take({ bytes, sender }) {
      const list = readJson(bytes, 'the body')
      const count = countEvents(list)
      admission.check(list, sender)
      const key = `${sender.name} ${hash('sha256', bytes, 'base64')}`
      const before = recent.get(key)
      const kept = before ?? deliver(`audit:${sender.name}`, lineOf(bytes), 1)
      if (!before) remember(key, kept)
      await kept
      return jsonAnswer(200, { kept: count, ...(before && { replayed: true }) })
    },
  }
}

function countEvents(list: unknown): number {
  if (!isObject(list) || list['kind'] !== 'EventList' || !textAt(list, 'apiVersion')?.startsWith('audit.k8s.io/'))
    throw new Refusal(400, 'the body is not an EventList of audit.k8s.io')
  const items = list['items']
  if (!Array.isArray(items) || !items.every(isObject))
    throw new Refusal(400, 'the items of the EventList are not a list of objects')
  return items.length
}
