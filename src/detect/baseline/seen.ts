/** `first-seen` and `rare`: what a key, or its kin, never met, or hardly ever. */
import type { Baseline, Learner, Sighting, Verdict } from './baseline.ts'
import type { Hash } from '../../sigma/hash.ts'
import { createMaturity } from './maturity.ts'
import { createTable } from './table.ts'

const HOUR = 3_600_000
const MOST = 65_535

export function createSeen(
  { learn, forget, unusual, limit }: Baseline,
  hash: (text: string) => Hash,
  cap: number,
): Learner {
  const maturity = createMaturity(learn, hash, cap)
  // Hours of two bytes: they come round after seven years, and nothing is kept for that long.
  const pairs = createTable({
    columns: { hour: 'u16', teacher: 'u16', ...(unusual === 'rare' && { count: 'u16' as const }) } as {
      hour: 'u16'
      teacher: 'u16'
      count: 'u16'
    },
    cap,
    stalest: 'hour',
  })
  const hours = Math.ceil(forget / HOUR)
  const most = unusual === 'rare' ? limit.over : 0
  const pairOf = (key: string, feature: string): Hash => hash(`${key}\0${feature}`)
  const hourOf = (time: number): number => Math.floor(time / HOUR) & MOST

  /** How often this key met that, as far as it is not forgotten. */
  const countOf = (key: string, feature: string, time: number): number => {
    if (!pairs.find(pairOf(key, feature)) || ((hourOf(time) - pairs.get('hour')) & MOST) > hours) return 0
    return unusual === 'rare' ? pairs.get('count') : 1
  }
  const teach = (key: string, { feature, time, teacher }: Sighting): void => {
    const before = countOf(key, feature, time)
    const isNew = !pairs.seek(pairOf(key, feature)) || before === 0
    if (isNew) pairs.set('teacher', teacher)
    pairs.set('hour', hourOf(time))
    if (unusual === 'rare') pairs.set('count', Math.min(MOST, before + 1))
    maturity.learn(key, time)
    if (isNew) maturity.renew(key, time)
  }
  const judge = ({ key, feature, time, kin }: Sighting): Verdict => {
    const times = countOf(key, feature, time)
    if (times > most) return undefined
    const judges = maturity.isMature(key, time) ? [key] : kin.filter((each) => maturity.isMature(each, time))
    const [judge] = judges
    if (judge === undefined) return { is: 'learning' }
    if (judge !== key && judges.some((each) => countOf(each, feature, time) > most)) return undefined
    const who = judge === key ? '' : ' of its kin'
    const often = times === 0 ? 'never seen before' : `seen ${times} times before`
    return { is: 'unusual', why: `${often}, in ${maturity.tell(judge, time)}${who}` }
  }

  return {
    see(sighting) {
      const verdict = judge(sighting)
      if (sighting.teacher > 0) for (const key of [sighting.key, ...sighting.kin]) teach(key, sighting)
      return verdict
    },
    live: ({ key, kin, time }) => maturity.live([key, ...kin], time),
    taughtBy: ({ key, feature }) => (pairs.find(pairOf(key, feature)) ? pairs.get('teacher') : 0),
    get bytes() {
      return pairs.bytes + maturity.bytes
    },
    snapshot: () => [pairs.snapshot(), ...maturity.snapshot()],
    restore([own, ...rest]) {
      if (own) pairs.restore(own)
      maturity.restore(rest)
    },
  }
}
