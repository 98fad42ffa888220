/** `periodic`: what comes as by a clock, and did not while the key was being learnt: a beacon. */
import type { Baseline, Learner, Sighting, Verdict } from './baseline.ts'
import type { Hash } from '../../sigma/hash.ts'
import { createMaturity } from './maturity.ts'
import { createTable } from './table.ts'

/**
 * What comes closer together is one beat, in milliseconds: a client that opens several connections at once. The pause counts from the last
 * of them, so that whoever never pauses has no beat at all.
 */
const BURST = 1000
/** The weight of the past is never more than of so many beats, so that a clock that begins late is heard too. */
const MEMORY = 32
/** A clock that was not heard so many times in a row goes on; after more it is a new one. */
const SKIPPED = 3

/** What is known of a clock that was recognised. */
const [TOLD, USUAL] = [1, 2]

export function createPeriodic({ learn, limit }: Baseline, hash: (text: string) => Hash, cap: number): Learner {
  const maturity = createMaturity(learn, hash, cap)
  const clocks = createTable({
    columns: { last: 'f64', mean: 'f32', variance: 'f32', beats: 'u16', state: 'u16' },
    cap,
    stalest: 'last',
  })

  /** Takes one more beat into account. The cursor stands on the clock. */
  const beat = (time: number): void => {
    const [last, mean, beats] = [clocks.get('last'), clocks.get('mean'), clocks.get('beats')]
    const pause = time - last
    clocks.set('last', time)
    if (last === 0 || pause < BURST) return
    const skipped = Math.round(pause / mean)
    const known = beats > 2 && skipped >= 1
    if (known && skipped > SKIPPED + 1) {
      // What was usual stays usual; what was told is told again when it comes back.
      for (const column of ['mean', 'variance', 'beats'] as const) clocks.set(column, 0)
      if (clocks.get('state') === TOLD) clocks.set('state', 0)
      return
    }
    const interval = known ? pause / skipped : pause
    const weight = 1 / Math.min(beats + 1, MEMORY)
    const off = interval - mean
    clocks.set('mean', mean + weight * off)
    clocks.set('variance', (1 - weight) * (clocks.get('variance') + weight * off * off))
    clocks.set('beats', Math.min(beats + 1, 65_535))
  }
  const isClock = (): boolean =>
    clocks.get('beats') >= limit.over && Math.sqrt(clocks.get('variance')) <= limit.jitter * clocks.get('mean')

  const isUsualTo = (key: string, feature: string): boolean =>
    clocks.find(hash(`${key}\0${feature}`)) && clocks.get('state') === USUAL

  const judge = ({ key, feature, time, kin }: Sighting): Verdict => {
    const isMature = maturity.isMature(key, time)
    const elders = isMature ? [] : kin.filter((each) => maturity.isMature(each, time))
    const isKnownToKin = elders.some((each) => isUsualTo(each, feature))
    clocks.find(hash(`${key}\0${feature}`))
    if (!isClock() || clocks.get('state') !== 0) return undefined
    if (!isMature && elders.length === 0) {
      clocks.set('state', USUAL)
      return { is: 'learning' }
    }
    clocks.set('state', isKnownToKin ? USUAL : TOLD)
    if (isKnownToKin) return undefined
    const mean = clocks.get('mean')
    const off = Math.sqrt(clocks.get('variance')) / mean
    return {
      is: 'unusual',
      why: `${clocks.get('beats')} times, every ${(mean / 1000).toFixed(1)} s give or take ${(off * 100).toFixed(1)} %; nothing came so regularly in ${maturity.tell(isMature ? key : elders[0]!, time)}`,
    }
  }

  return {
    see(sighting) {
      const { key, kin, feature, time, teacher } = sighting
      clocks.seek(hash(`${key}\0${feature}`))
      beat(time)
      const verdict = judge(sighting)
      if (teacher === 0) return verdict
      maturity.learn(key, time)
      for (const each of kin) {
        maturity.learn(each, time)
        const isUsual = isUsualTo(key, feature)
        clocks.seek(hash(`${each}\0${feature}`))
        clocks.set('last', time)
        if (isUsual) clocks.set('state', USUAL)
      }
      return verdict
    },
    live: ({ key, kin, time }) => maturity.live([key, ...kin], time),
    get bytes() {
      return clocks.bytes + maturity.bytes
    },
    snapshot: () => [clocks.snapshot(), ...maturity.snapshot()],
    restore([own, ...rest]) {
      if (own) clocks.restore(own)
      maturity.restore(rest)
    },
  }
}
