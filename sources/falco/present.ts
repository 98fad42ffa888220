/** Members without a value are left out, so that what is said is only what is known. */
import type { JsonObject } from 'tallyman/source'

export const present = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
