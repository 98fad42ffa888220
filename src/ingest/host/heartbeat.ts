/** The sensor's word about itself, now and then: that it lives, what it saw, and what it cannot have seen. */
import type { Loss } from './loss.ts'

export interface Heartbeat {
  begin(): void
  /** Milliseconds since the last one. */
  age(): number
  /** `dropped`: records that were made, and that nobody came for in time. */
  beat(loss: Loss, dropped: number): void
}

/** `about`: what every one of them says. */
export function createHeartbeat(about: object, push: (line: string) => void): Heartbeat {
  let since = Date.now()
  return {
    begin() {
      since = Date.now()
    },
    age: () => Date.now() - since,
    beat(loss, dropped) {
      const now = Date.now()
      const [time, from] = [now, since].map((each) => new Date(each).toISOString())
      push(JSON.stringify({ tallyman: 'host-process', kind: 'heartbeat', time, from, ...about, ...loss, dropped }))
      since = now
    },
  }
}
