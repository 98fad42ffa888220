/** The public door `tallyman/source`: what the author of a source needs. */
export { defineSource, type Context, type Draft, type Redundant, type Source, type SourceDefinition } from './source.ts'
export { RecordError } from './errors.ts'
export { redactRecord, redactText, redactWords } from './secrets.ts'
export { isObject, listAt, numberAt, objectAt, stringAt, textAt, textsAt, timeAt, valueAt } from './read.ts'
export type { Entity, EntityRole, EntityType } from '../model/entity.ts'
export type { EventClass, Fact, Logsource, View } from '../model/event.ts'
export type { JsonObject, Place } from '../model/record.ts'
