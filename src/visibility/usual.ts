/** How long something usually takes at most: the third longest of the last day, so that two outliers move nothing. */

const HOUR = 3_600_000
const HOURS = 24
const COUNTED = 3

export interface Usual {
  /** `time` in epoch milliseconds; both in milliseconds. */
  add(length: number, time: number): void
  /** As of what was added last; nothing before there are three. */
  readonly most: number | undefined
}

export function createUsual(): Usual {
  /** By hour, the longest first. */
  const hours = new Map<number, number[]>()
  let newest = -Infinity
  let most: number | undefined

  const refresh = (): void => {
    for (const hour of hours.keys()) if (hour <= newest - HOURS) hours.delete(hour)
    const all = [...hours.values()].flat().toSorted((a, b) => b - a)
    most = all[COUNTED - 1]
  }
  return {
    add(length, time) {
      const hour = Math.floor(time / HOUR)
      const longest = hours.get(hour) ?? []
      hours.set(hour, longest)
      longest.push(length)
      if (longest.length > COUNTED) {
        longest.sort((a, b) => b - a)
        longest.pop()
      }
      if (hour <= newest && most !== undefined && length <= most) return
      newest = Math.max(newest, hour)
      refresh()
    },
    get most() {
      return most
    },
  }
}
