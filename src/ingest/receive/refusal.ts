/** Why a delivery is not taken: what its sender is answered. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code = 'TALLYMAN_REFUSED'
  /** Of HTTP (RFC 9110). */
  readonly status: number
  /** In seconds: how long the sender should wait before it tries again. */
  readonly retryAfter: number | undefined
  /** `reason` never quotes what was delivered. */
  constructor(status: number, reason: string, options?: ErrorOptions & { readonly retryAfter?: number }) {
    super(reason, options)
    this.status = status
    this.retryAfter = options?.retryAfter
  }
}
