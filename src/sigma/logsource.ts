/** Log sources: where the events come from that a rule speaks about. */

/** Each part is optional; a rule names what it needs, a source of events says what it is. */
export interface Logsource {
  readonly category?: string
  readonly product?: string
  readonly service?: string
}

/**
 * Whether a rule speaks about events of this log source: each part that the rule names must be there and be the same, without
 * regard to case. A rule that names nothing speaks about everything; a rule that names a part which the source lacks does not
 * match, so `product: linux, service: auditd` is not tried on a source that only says `product: linux`.
 */
export function logsourceAccepts(rule: Logsource, event: Logsource): boolean {
  return (
    sameOrUnnamed(rule.category, event.category) &&
    sameOrUnnamed(rule.product, event.product) &&
    sameOrUnnamed(rule.service, event.service)
  )
}

function sameOrUnnamed(wanted: string | undefined, given: string | undefined): boolean {
  return wanted === undefined || (given !== undefined && wanted.toLowerCase() === given.toLowerCase())
}
