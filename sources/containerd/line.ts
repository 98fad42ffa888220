/** Lines of `ctr events` -> records, as `nerdctl events --format json` spells them: time, namespace, topic, and what the event holds. */
import { isObject, type JsonObject, type LineReader } from 'tallyman/source'

/** Go's way to write a time, a namespace (none for some events), a topic, and JSON. */
const LINE =
  /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?) ([+-]\d\d)(\d\d) \S{1,10} ([A-Za-z0-9._-]{0,76}) (\/[a-z][a-z0-9/_-]{0,126})(?: (.*))?$/s

export const createContainerdReader = (): LineReader => ({
  line(text, line) {
    const [, day, time, hours, minutes, Namespace, Topic, payload = ''] = LINE.exec(text) ?? []
    if (day === undefined || Namespace === undefined || Topic === undefined) return undefined
    const Event = eventOf(payload)
    if (!Event) return [{ line, fault: `what ${Topic} holds is not a JSON object: the line is damaged` }]
    const zone = hours === '+00' && minutes === '00' ? 'Z' : `${hours}:${minutes}`
    return [{ line, value: { Timestamp: `${day}T${time}${zone}`, Namespace, Topic, Event } }]
  },
  end: () => [],
})

/** What it holds; nothing where the text is no JSON object. */
export function eventOf(payload: string): JsonObject | undefined {
  if (payload === '' || payload === 'null') return {}
  try {
    const value = JSON.parse(payload) as unknown
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
