/** Entities as a record names them: sources know no others. */
import type { Entity, EntityRole, EntityType } from '../model/entity.ts'

export function recorded(type: EntityType, uid: string, role: EntityRole, name?: string): Entity {
  return name !== undefined && name !== '' && name !== uid
    ? { type, uid, name, role, known: 'recorded' }
    : { type, uid, role, known: 'recorded' }
}

/** None where the record does not name it. */
export const recordedIf = (type: EntityType, uid: string | undefined, role: EntityRole, name?: string): Entity[] =>
  uid === undefined || uid === '' ? [] : [recorded(type, uid, role, name)]
