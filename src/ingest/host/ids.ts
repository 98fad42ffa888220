/** The ids that the kernel has handed out: in turn, up to the greatest, and then again from the first that it gives to anybody. */

/** Those below are for who was there at boot. */
const RESERVED = 300

export function* idsBetween(last: number, newest: number, max: number): Generator<number> {
  if (newest < last) {
    for (let id = last + 1; id < max; id++) yield id
    last = RESERVED - 1
  }
  for (let id = last + 1; id <= newest; id++) yield id
}

export const countBetween = (last: number, newest: number, max: number): number =>
  newest < last ? Math.max(0, max - 1 - last) + Math.max(0, newest - RESERVED + 1) : newest - last
