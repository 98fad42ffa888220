/** What our collector writes where it could not look in time: that more of a thing cannot be known is known by this. */
import { identityAt, present, RecordError, textAt, timeAt, type JsonObject } from 'tallyman/source'
import { containerEntity, imageEntity, networkEntity, resourceEntity } from './entities.ts'
import type { Told } from './told.ts'

const ENTITIES = new Map([
  ['container', containerEntity],
  ['image', (id: string) => imageEntity(id, 'target')],
  ['network', networkEntity],
  ['volume', (id: string) => resourceEntity('volume', id)],
])

export const isGone = (record: JsonObject): boolean => record['tallyman'] === 'docker-engine-gone'

/** Throws RecordError. */
export function goneTold(record: JsonObject): Told & { readonly time: number } {
  const [kind, id] = [identityAt(record, 'kind'), identityAt(record, 'id')]
  const entity = ENTITIES.get(kind)?.(id)
  if (!entity) throw new RecordError('kind', `one of ${[...ENTITIES.keys()].join(', ')}`, record['kind'])
  return {
    time: timeAt(record, 'time'),
    class_name: 'Inventory Info',
    activity_name: 'Other',
    operation: `${kind} gone`,
    message: `${kind} ${id.slice(0, SHOWN)} was gone before it could be inspected`,
    entities: [entity],
    derived: present({ action: 'gone', node: textAt(record, 'node') }),
  }
}

const SHOWN = 19
