/** Entities as a record names them: sources know no others. */
import type { Entity, EntityRole, EntityType } from '../model/entity.ts'

export const recorded = (type: EntityType, uid: string, role: EntityRole, name?: string): Entity => ({
  type,
  uid,
  ...(name !== undefined && name !== '' && name !== uid && { name }),
  role,
  known: 'recorded',
})

/** None where the record does not name it. */
export const recordedIf = (type: EntityType, uid: string | undefined, role: EntityRole, name?: string): Entity[] =>
  uid === undefined || uid === '' ? [] : [recorded(type, uid, role, name)]
