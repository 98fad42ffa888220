/** The class and the activity of an event, by the numbers that OCSF gives them. */
import { numberAt, textAt, type EventClass, type JsonObject } from 'tallyman/source'

const CLASSES = new Map<number, EventClass>([
  [1001, 'File System Activity'],
  [1007, 'Process Activity'],
  // The class of all findings before 1.1.
  [2001, 'Detection Finding'],
  [2004, 'Detection Finding'],
  [4001, 'Network Activity'],
  [4002, 'HTTP Activity'],
  [4003, 'DNS Activity'],
  [5001, 'Inventory Info'],
  [6002, 'Application Lifecycle'],
  [6003, 'API Activity'],
])

/** Of any other class that it happened is all that is told in ours. */
export const classOf = (raw: JsonObject): EventClass => CLASSES.get(raw['class_uid'] as number) ?? 'Base Event'

/** Captions in the order of their ids, from 1, of classes whose activities decide what rules see. */
const CAPTIONS: { readonly [name in EventClass]?: readonly string[] } = {
  'File System Activity': ['Create', 'Read', 'Update', 'Delete', 'Rename'],
  'Process Activity': ['Launch', 'Terminate', 'Open', 'Inject', 'Set User ID'],
  'Detection Finding': ['Create', 'Update', 'Close'],
  'Network Activity': ['Open', 'Close', 'Reset', 'Fail', 'Refuse', 'Traffic', 'Listen'],
  'HTTP Activity': ['Connect', 'Delete', 'Get', 'Head', 'Options', 'Post', 'Put', 'Trace', 'Patch'],
  'DNS Activity': ['Query', 'Response'],
  'Application Lifecycle': ['Install', 'Remove', 'Start', 'Stop', 'Restart', 'Enable', 'Disable', 'Update'],
  'API Activity': ['Create', 'Read', 'Update', 'Delete'],
}

/** The id is required, its caption is not, and may be the producer's own word. */
export const activityOf = (raw: JsonObject): string =>
  CAPTIONS[classOf(raw)]?.[(numberAt(raw, 'activity_id') ?? 0) - 1] ?? textAt(raw, 'activity_name') ?? 'Other'
