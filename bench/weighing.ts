/** What baselines cost: updates a second and core, bytes a pair, and a million live keys. Run it by itself: `node --conditions=tallyman-unbuilt bench/weighing.ts`. */
import { createHasher } from '../src/sigma/hash.ts'
import { createTable } from '../src/detect/baseline/table.ts'
import { measureCpu, medianOf } from './measured.ts'

const KEYS = 1_000_000
const UPDATES = 4_000_000
const ROUNDS = 5

const hash = createHasher([1, 2])
const words = Array.from(
  { length: KEYS },
  // Through a buffer: what is glued together in memory would be flattened in the middle of the measurement.
  (_, at) =>
    Buffer.from(
      `shop/deployment/web-${at % 10_000}\0${10 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}.7\x00443`,
    ).toString(),
)

const pairs = createTable({ columns: { hour: 'u16', teacher: 'u16' }, cap: 4_000_000, stalest: 'hour' })
const meet = (count: number): number =>
  measureCpu(() => {
    for (let at = 0; at < count; at++) {
      // One after the other, as events come, whose words were just read; where their entries are, the hash scatters.
      pairs.seek(hash(words[at % KEYS]!))
      pairs.set('hour', at & 65_535)
    }
  })

const first = meet(KEYS)
const known = Array.from({ length: ROUNDS }, () => meet(UPDATES))
const rate = (count: number, seconds: number): string => `${(count / seconds / 1e6).toFixed(2)} M/s`
process.stdout.write(`${KEYS.toLocaleString('en')} live pairs
first sights     ${rate(KEYS, first)}
updates, median  ${rate(UPDATES, medianOf(known))}, of ${known.map((seconds) => rate(UPDATES, seconds)).join(', ')}
bytes a pair     ${(pairs.bytes / pairs.size).toFixed(1)}
`)

const CAP = 250_000
const capped = createTable({ columns: { hour: 'u16', teacher: 'u16' }, cap: CAP, stalest: 'hour' })
const flood = measureCpu(() => {
  for (let at = 0; at < KEYS; at++) {
    capped.seek(hash(words[at]!))
    capped.set('hour', at >> 5)
    if (capped.size > CAP) throw new Error('the cap does not hold')
  }
})
process.stdout.write(
  `a flood of ${KEYS.toLocaleString('en')} against a cap of ${CAP.toLocaleString('en')}: ${rate(KEYS, flood)}, ${capped.size.toLocaleString('en')} held, ${capped.forgotten.toLocaleString('en')} let go\n`,
)
