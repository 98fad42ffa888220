/** What every OCSF record of ours begins with: class, time, product, and the release that it is written in. */
import type { JsonObject } from '../model/record.ts'

/** The OCSF release that our records are checked against; `metadata.version` says so in each. */
export const OCSF_VERSION = '1.9.0-dev'

/** OCSF `product`: who tells this. */
export interface Product {
  readonly name: string
  readonly vendor_name: string
  readonly version?: string
}

/** What an exported record says beyond what the finding holds. */
export interface Exported {
  readonly product: Product
  /** The ATT&CK release, and the tactics that a technique serves in it; without it only techniques are named. */
  readonly attack?: {
    readonly version: string
    readonly tacticsOf: (technique: string) => readonly string[]
  }
}

export const EXPORTED: Exported = { product: { name: 'Tallyman', vendor_name: 'Tallyman' } }

/** An OCSF class and what a record of it tells of. */
export interface Classed {
  readonly class_uid: number
  readonly category_uid: number
  readonly class_name: string
  readonly activity_id: number
  readonly activity_name: string
}

/** The attributes that OCSF requires of every record, but for `severity_id`. `uid`: the record's own. */
export function beginRecord(
  classed: Classed,
  uid: string,
  time: number,
  product: Product,
  metadata: JsonObject = {},
): JsonObject {
  return {
    ...classed,
    category_name: CATEGORIES[classed.category_uid],
    type_uid: classed.class_uid * 100 + classed.activity_id,
    type_name: `${classed.class_name}: ${classed.activity_name}`,
    time,
    metadata: { version: OCSF_VERSION, product, uid, ...metadata },
  }
}

const CATEGORIES: { readonly [uid: number]: string } = {
  0: 'Uncategorized',
  1: 'System Activity',
  2: 'Findings',
  3: 'Identity & Access Management',
  4: 'Network Activity',
  5: 'Discovery',
  6: 'Application Activity',
}
