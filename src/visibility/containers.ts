/** Containers by how long they lived, and by what was recorded of each: what came and went before anybody could look. */
import type { Event } from '../model/event.ts'
import { createRecent } from '../stream/recent.ts'
import { isHostNetwork, logDriverOf } from './inspect.ts'
import { isTargetContainer } from './word.ts'

/** What can be known of a container's life. */
const RECORDED = ['created', 'started', 'ended', 'inspected', 'image', 'exit_code', 'log_driver'] as const
type Recorded = (typeof RECORDED)[number]

/** Upper bounds in milliseconds. */
const LIVES = [
  ['under 1 s', 1_000],
  ['1 to 10 s', 10_000],
  ['10 s to 1 min', 60_000],
  ['1 to 10 min', 600_000],
  ['10 min to 1 h', 3_600_000],
  ['over 1 h', Infinity],
] as const

interface LifeCount {
  /** `under 1 s` ..., `running`, `not started`, or `unknown` where it ended and nothing says when it began. */
  readonly life: string
  readonly containers: number
  /** Of how many of them each was recorded. */
  readonly recorded: { readonly [what in Recorded]: number }
}

export interface ContainerLedger {
  readonly lives: readonly LifeCount[]
  /** Log drivers, and how many containers have each. */
  readonly drivers: readonly { readonly driver: string; readonly containers: number }[]
  /** That ran and whose output nobody can read, because their driver is `none`; the first hundred. */
  readonly unlogged: readonly Named[]
  /** In the network of their node, so that their traffic is told as the node's; the first hundred. */
  readonly hostNetwork: readonly Named[]
}

interface Named {
  readonly container: string
  readonly name?: string
}

interface Known {
  readonly uid: string
  name?: string | undefined
  begun?: number
  ended?: number
  driver?: string
  isHostNetwork?: boolean
  readonly recorded: Set<Recorded>
}

const FOLLOWED = 50_000
/** What tells of a life: what happens in a container says nothing of when it began. */
const TELLING: ReadonlySet<Event['class_name']> = new Set(['Application Lifecycle', 'Inventory Info'])
const SHOWN = 100

export interface Containers {
  observe(event: Event): void
  ledger(): ContainerLedger
}

export function createContainers(followed = FOLLOWED): Containers {
  const gone = createCounts()
  const known = createRecent<string, Known>(followed, (container) => gone.add(container))
  return {
    observe(event) {
      if (!TELLING.has(event.class_name)) return
      const entity = event.entities.find(isTargetContainer)
      if (!entity) return
      const container = known.get(entity.uid) ?? { uid: entity.uid, recorded: new Set() }
      container.name ??= entity.name
      learn(container, event)
      known.set(entity.uid, container)
    },
    ledger() {
      const counts = createCounts(gone)
      for (const container of known.values()) counts.add(container)
      return counts.ledger()
    },
  }
}

function learn(container: Known, event: Event): void {
  const { operation, time, details, entities } = event
  const { recorded } = container
  if (entities.some(({ type }) => type === 'image')) recorded.add('image')
  switch (operation) {
    case 'container create':
      recorded.add('created')
      container.begun ??= time
      return
    case 'container start':
      recorded.add('started')
      container.begun = time
      delete container.ended
      return
    case 'container die':
      recorded.add('ended')
      container.ended = time
      if (details?.['exit_code'] !== undefined) recorded.add('exit_code')
      return
    case 'container inspect': {
      recorded.add('inspected')
      container.isHostNetwork = isHostNetwork(event)
      const driver = logDriverOf(event)
      if (driver === undefined) return
      recorded.add('log_driver')
      container.driver = driver
    }
  }
}

const lifeOf = ({ begun, ended, recorded }: Known): string => {
  if (ended === undefined) return recorded.has('created') && !recorded.has('started') ? 'not started' : 'running'
  return begun === undefined ? 'unknown' : (LIVES.find(([, below]) => ended - begun < below)?.[0] ?? 'unknown')
}

interface Counts {
  readonly lives: Map<string, { containers: number; recorded: { [what in Recorded]: number } }>
  readonly drivers: Map<string, number>
  readonly unlogged: Named[]
  readonly hostNetwork: Named[]
  add(container: Known): void
  ledger(): ContainerLedger
}

const ORDER = [...LIVES.map(([life]) => life as string), 'running', 'not started', 'unknown']
/** Drivers are few; a name that somebody made up is counted with the others. */
const DRIVERS = 64

function createCounts(from?: Counts): Counts {
  const lives: Counts['lives'] = new Map(structuredClone([...(from?.lives ?? [])]))
  const drivers = new Map(from?.drivers)
  const [unlogged, hostNetwork] = [[...(from?.unlogged ?? [])], [...(from?.hostNetwork ?? [])]]
  const note = (into: Named[], { uid, name }: Known): void => {
    if (into.length < SHOWN) into.push({ container: uid, ...(name !== undefined && { name }) })
  }
  return {
    lives,
    drivers,
    unlogged,
    hostNetwork,
    add(container) {
      const life = lifeOf(container)
      const count = lives.get(life) ?? { containers: 0, recorded: none() }
      lives.set(life, count)
      count.containers++
      for (const what of container.recorded) count.recorded[what]++
      if (container.isHostNetwork && life !== 'not started') note(hostNetwork, container)
      const { driver } = container
      if (driver === undefined) return
      const counted = drivers.has(driver) || drivers.size < DRIVERS ? driver : 'others'
      drivers.set(counted, (drivers.get(counted) ?? 0) + 1)
      if (driver === 'none' && life !== 'not started') note(unlogged, container)
    },
    ledger: () => ({
      lives: [...lives]
        .map(([life, count]) => ({ life, ...count }))
        .toSorted((a, b) => ORDER.indexOf(a.life) - ORDER.indexOf(b.life)),
      drivers: [...drivers].map(([driver, containers]) => ({ driver, containers })),
      unlogged,
      hostNetwork,
    }),
  }
}

const none = (): { [what in Recorded]: number } =>
  Object.fromEntries(RECORDED.map((what) => [what, 0])) as { [what in Recorded]: number }
