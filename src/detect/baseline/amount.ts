/** `rate`, `fan-out` and `spread`: how much in a window, against the most that a key ever had in one. */
import type { Baseline, Learner, Sighting } from './baseline.ts'
import type { Hash } from '../../sigma/hash.ts'
import { createMaturity } from './maturity.ts'
import { createTable } from './table.ts'

/** What is counted, for people. */
const COUNTED = { rate: 'in all', 'fan-out': 'different ones', spread: 'different places' } as const

export function createAmount(
  { learn, forget, limit, unusual }: Baseline & { readonly unusual: keyof typeof COUNTED },
  hash: (text: string) => Hash,
  cap: number,
): Learner {
  const maturity = createMaturity(learn, hash, cap)
  const amounts = createTable({
    columns: { window: 'u32', amount: 'f32', most: 'f32', told: 'u16' },
    cap,
    stalest: 'window',
  })
  // What was met in a window already; no entry outlives its window's use.
  const met = createTable({ columns: { window: 'u32' }, cap, stalest: 'window' })
  const windowOf = (time: number): number => Math.floor(time / limit.within)

  /** The most that was ever seen fades: it halves in half the time after which all is forgotten. */
  const fade = (windows: number): number => 2 ** ((-2 * windows * limit.within) / forget)
  const boundOf = (most: number): number => Math.max(limit.over, limit.times * most)

  /** The cursor stands on the key's entry, and the entry in the window. */
  const open = (key: string, window: number): void => {
    if (!amounts.seek(hash(key))) return amounts.set('window', window)
    const past = window - amounts.get('window')
    if (past <= 0) return
    // What was told as unusual does not become the measure of what comes.
    const [most, amount] = [amounts.get('most'), amounts.get('amount')]
    amounts.set('most', Math.max(most, Math.min(amount, boundOf(most))) * fade(past))
    amounts.set('window', window)
    amounts.set('amount', 0)
    amounts.set('told', 0)
  }
  const amountOf = (key: string, { feature, amount }: Sighting, window: number): number => {
    if (unusual === 'rate') return amount
    const isMet = met.seek(hash(`${key}\0${window}\0${feature}`))
    met.set('window', window)
    return isMet ? 0 : 1
  }
  /** The most that kin ever had, where some know enough. */
  const mostOfKin = (kin: readonly string[], time: number): number | undefined => {
    const known = kin.filter((each) => maturity.isMature(each, time))
    return known.length === 0
      ? undefined
      : Math.max(...known.map((each) => (amounts.find(hash(each)) ? amounts.get('most') : 0)))
  }

  /** Adds to a key's window, and answers with what that comes to where it may be told of, once. */
  const add = (key: string, sighting: Sighting): { amount: number; most: number; told: boolean } => {
    const window = windowOf(sighting.time)
    const more = amountOf(key, sighting, window)
    open(key, window)
    const amount = amounts.get('amount') + more
    amounts.set('amount', amount)
    return { amount, most: amounts.get('most'), told: amounts.get('told') > 0 }
  }

  return {
    see(sighting) {
      const { key, kin, time, teacher } = sighting
      const isMature = maturity.isMature(key, time)
      if (teacher > 0) {
        for (const each of kin) add(each, sighting)
        for (const each of [key, ...kin]) maturity.learn(each, time)
      }
      const { amount, most, told } = add(key, sighting)
      const usual = isMature ? most : mostOfKin(kin, time)
      if (usual === undefined) return { is: 'learning' }
      if (told || amount <= boundOf(usual)) return undefined
      amounts.find(hash(key))
      amounts.set('told', 1)
      return { is: 'unusual', why: whyOf(amount, usual, isMature ? key : undefined, time) }
    },
    live: ({ key, kin, time }) => maturity.live([key, ...kin], time),
    get bytes() {
      return amounts.bytes + met.bytes + maturity.bytes
    },
    snapshot: () => [amounts.snapshot(), met.snapshot(), ...maturity.snapshot()],
    restore([own, seen, ...rest]) {
      if (own) amounts.restore(own)
      if (seen) met.restore(seen)
      maturity.restore(rest)
    },
  }

  function whyOf(amount: number, usual: number, key: string | undefined, time: number): string {
    const minutes = `${Number((limit.within / 60_000).toFixed(1))} minutes`
    const since = key === undefined ? 'of its kin' : `in ${maturity.tell(key, time)}`
    const before = usual < 1 ? 'hardly any before' : `never more than about ${Math.round(usual).toLocaleString('en')}`
    return `${Math.round(amount).toLocaleString('en')} ${COUNTED[unusual]} in ${minutes}; ${before} ${since}`
  }
}
