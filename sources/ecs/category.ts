/** The class and the activity of a document, by its categories and its types: each may have several. */
import type { EventClass, JsonObject } from 'tallyman/source'
import { has, wordOf, wordsOf } from './field.ts'

/** In the order in which they are asked: an alert about a process is an alert. */
const CLASSES: readonly (readonly [category: string, class_name: EventClass])[] = [
  ['intrusion_detection', 'Detection Finding'],
  ['malware', 'Detection Finding'],
  ['threat', 'Detection Finding'],
  ['process', 'Process Activity'],
  ['file', 'File System Activity'],
  ['web', 'HTTP Activity'],
  ['network', 'Network Activity'],
  ['api', 'API Activity'],
  ['configuration', 'API Activity'],
  ['iam', 'API Activity'],
]

export function classOf(document: JsonObject): EventClass {
  const kind = wordOf(document, 'event.kind')
  if (kind === 'alert' || kind === 'signal') return 'Detection Finding'
  const categories = new Set(wordsOf(document, 'event.category'))
  const found = CLASSES.find(([category]) => categories.has(category))?.[1]
  if (found === 'Network Activity' && has(document, 'dns.question.name')) return 'DNS Activity'
  return found === 'Network Activity' && has(document, 'http.request.method')
    ? 'HTTP Activity'
    : (found ?? 'Base Event')
}

const ACTIVITIES: { readonly [name in EventClass]?: readonly (readonly [type: string, activity: string])[] } = {
  'Process Activity': [
    ['start', 'Launch'],
    ['end', 'Terminate'],
  ],
  'File System Activity': [
    ['creation', 'Create'],
    ['deletion', 'Delete'],
    ['change', 'Update'],
    ['access', 'Read'],
  ],
  'Network Activity': [
    ['denied', 'Refuse'],
    ['end', 'Close'],
    ['start', 'Open'],
  ],
  'API Activity': [
    ['creation', 'Create'],
    ['deletion', 'Delete'],
    ['change', 'Update'],
    ['access', 'Read'],
  ],
}

export function activityOf(document: JsonObject): string {
  const class_name = classOf(document)
  const types = new Set(wordsOf(document, 'event.type'))
  const found = ACTIVITIES[class_name]?.find(([type]) => types.has(type))?.[1]
  if (found !== undefined) return found
  if (class_name === 'Detection Finding') return 'Create'
  if (class_name === 'DNS Activity') return wordOf(document, 'dns.type') === 'answer' ? 'Response' : 'Query'
  const method = class_name === 'HTTP Activity' ? wordOf(document, 'http.request.method') : undefined
  if (method !== undefined) return method.charAt(0).toUpperCase() + method.slice(1).toLowerCase()
  return class_name === 'Network Activity' ? 'Traffic' : 'Other'
}
