/** The things that an engine's records are about, as entities; what the engine does not say is not there. */
import { recorded, type Entity, type EntityRole } from 'tallyman/source'

export const containerEntity = (id: string, name?: string, role: EntityRole = 'target'): Entity =>
  recorded('container', id, role, name)

/** An image by its reference or by its id: two entities, and a fact ties them. */
export const imageEntity = (reference: string, role: EntityRole, name?: string): Entity =>
  recorded('image', reference, role, name)

export const networkEntity = (id: string, name?: string, role: EntityRole = 'target'): Entity =>
  recorded('network', id, role, name)

export const nodeEntity = (name: string, role: EntityRole): Entity => recorded('node', name, role)

/** What has no type of its own: `volume/data`, `plugin/...`. */
export const resourceEntity = (kind: string, id: string, name?: string): Entity =>
  recorded('resource', `${kind}/${id}`, 'target', name)
