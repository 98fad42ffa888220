/** What a person decided: the one way back, and it is data (NIST SP 800-61). */
export interface Decision {
  readonly about: { readonly kind: 'alert' | 'incident' | 'action'; readonly uid: string }
  readonly verdict: 'acknowledge' | 'true-positive' | 'false-positive' | 'except' | 'approve' | 'deny'
  readonly by: string
  /** Epoch milliseconds. */
  readonly time: number
  readonly reason: string
}
