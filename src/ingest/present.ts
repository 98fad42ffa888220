/** Leaves out members without a value, so that what is said is only what is known. */
import type { JsonObject } from '../model/record.ts'

export const present = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
