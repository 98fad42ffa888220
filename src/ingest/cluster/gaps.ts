/** Tells gaps: the watches of one outage break off together and are taken up again together, and are told as one. */
import { gapRecord, type Gap } from './record.ts'

export interface Gaps {
  /** Nothing was heard of a kind of object. */
  tell(resource: string, gap: Omit<Gap, 'resources'>): void
  /** What has gathered is told now. */
  end(): void
}

/** Milliseconds in which those of one outage gather. */
const GATHERED = 1_000

export function createGaps(cluster: string, push: (line: string) => void): Gaps {
  let gathered: Gap | undefined
  let timer: NodeJS.Timeout | undefined

  const end = (): void => {
    clearTimeout(timer)
    if (gathered) push(gapRecord(cluster, gathered))
    gathered = undefined
  }
  return {
    tell(resource, { from, to, reason }) {
      // Another reason is another gap.
      if (gathered && gathered.reason !== reason) end()
      if (!gathered) timer = setTimeout(end, GATHERED)
      gathered = {
        from: Math.min(gathered?.from ?? from, from),
        to: Math.max(gathered?.to ?? to, to),
        resources: [...(gathered?.resources ?? []), resource],
        reason,
      }
    },
    end,
  }
}
