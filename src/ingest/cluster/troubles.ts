/** Says a trouble once, however many watches have it, and says once when it is over. */

export interface Troubles {
  has(resource: string, trouble: string): void
  well(resource: string): void
  /** Aborted when somebody who had a trouble is well again: then it is worth for others not to wait any longer. */
  readonly over: AbortSignal
}

export function createTroubles(notice: (words: string) => void): Troubles {
  /** By trouble, those that have it. */
  const open = new Map<string, Set<string>>()
  let over = new AbortController()
  return {
    get over() {
      return over.signal
    },
    has(resource, trouble) {
      const having = open.get(trouble)
      if (having) having.add(resource)
      else {
        open.set(trouble, new Set([resource]))
        notice(`the cluster: ${trouble}; trying again`)
      }
    },
    well(resource) {
      for (const [trouble, having] of open) {
        if (!having.delete(resource)) continue
        const waiting = over
        over = new AbortController()
        waiting.abort()
        if (having.size > 0) continue
        open.delete(trouble)
        notice(`the cluster: over: ${trouble}`)
      }
    },
  }
}
