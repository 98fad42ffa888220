/** The lanes: streams of records like those of a cluster, generated from a seed. */
import { Random } from '../random.ts'
import { type Cluster, makeCluster } from './cluster.ts'
import { makeExec } from './exec.ts'
import { makeFlow } from './flow.ts'
import { makeAudit } from './k8s.ts'

type Make = (random: Random, cluster: Cluster, index: number, bad: boolean) => object

const mix: Make = (random, cluster, index, bad) => {
  const share = random.between(0, 100)
  const make = share < 45 ? makeExec : share < 70 ? makeAudit : makeFlow
  return make(random, cluster, index, bad)
}

interface Shape {
  make: Make
  /** How many of the records are worth a look, from 0 to 1. */
  bad: number
}

/** `loud` is `mix` where one record in five is worth a look: what rules cost that nobody has tuned. */
export const lanes: Record<string, Shape> = {
  exec: { make: makeExec, bad: 0.02 },
  k8s: { make: makeAudit, bad: 0.02 },
  flow: { make: makeFlow, bad: 0.02 },
  mix: { make: mix, bad: 0.02 },
  loud: { make: mix, bad: 0.2 },
}

/** So many records of a lane, as NDJSON. The same seed gives the same bytes. */
export function makeLane(name: string, count: number, seed = 20261121): Buffer {
  const shape = lanes[name]
  if (shape === undefined) throw new RangeError(`no lane is called ${name}`)
  const random = new Random(seed)
  const cluster = makeCluster(random)
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify(shape.make(random, cluster, index, random.chance(shape.bad))),
  )
  return Buffer.from(`${lines.join('\n')}\n`)
}
