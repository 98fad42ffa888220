/** What crictl prints of containers, pods and images: lists of them, inspects of one, and either wrapped with the time and the node. */
import { isObject, objectAt, RecordError, textAt, timeAt as rfc3339At, type JsonObject } from 'tallyman/source'
import type { Snapshot } from './told.ts'

const MARK = 'cri-snapshot'
/** Where crictl puts a list of each. */
const LISTS = ['containers', 'items', 'images']

const stateOf = (status: JsonObject): string => textAt(status, 'state') ?? ''

function kindOf(status: JsonObject): Snapshot['kind'] | undefined {
  if (typeof status['id'] !== 'string') return undefined
  if (isObject(status['metadata']) && stateOf(status).startsWith('CONTAINER_')) return 'container'
  if (isObject(status['metadata']) && stateOf(status).startsWith('SANDBOX_')) return 'pod'
  return Array.isArray(status['repoTags']) && Array.isArray(status['repoDigests']) ? 'image' : undefined
}

/** Of an inspect, what stands under `status`; of an element of a list, all of it. */
function statusOf(object: JsonObject): JsonObject | undefined {
  const status = isObject(object['status']) ? object['status'] : object
  return kindOf(status) ? status : undefined
}

export const isSnapshot = (record: JsonObject): boolean => record['tallyman'] === MARK || statusOf(record) !== undefined

/** The elements of a list; each keeps what its wrapper says of all. */
export function unwrapList(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value)) return undefined
  if (value['tallyman'] === MARK) {
    const inner = Array.isArray(value['object']) ? value['object'] : listOf(value['object'])
    return inner?.map((object: unknown) => ({ ...value, object }))
  }
  return listOf(value)
}

function listOf(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value)) return undefined
  const [list, ...others] = Object.values(value)
  const isList = others.length === 0 && Array.isArray(list) && LISTS.some((name) => Object.hasOwn(value, name))
  return isList && list.every((each) => isObject(each) && kindOf(each) !== undefined) ? list : undefined
}

/** Throws RecordError. */
export function readSnapshot(record: JsonObject): Snapshot {
  const wrapped = record['tallyman'] === MARK
  const object = wrapped ? objectAt(record, 'object') : record
  const status = object && statusOf(object)
  if (!object || !status) throw new RecordError('object', 'what crictl prints with -o json', record['object'])
  return {
    kind: kindOf(status) as Snapshot['kind'],
    status,
    info: (status !== object && objectAt(object, 'info')) || {},
    time: wrapped ? rfc3339At(record, 'time') : undefined,
    node: wrapped ? textAt(record, 'node') : undefined,
  }
}
