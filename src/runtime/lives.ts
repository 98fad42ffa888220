/** The whole life of a container, put together from every record about it, and told when it is over. */
import type { Entity } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import { createRecent } from '../stream/recent.ts'

/** What is known of a container when it has ended; what no source said is absent, and people are told so. */
export interface Life {
  readonly container: string
  readonly name?: string | undefined
  readonly image?: string | undefined
  readonly command?: string | undefined
  readonly pod?: string | undefined
  /** Epoch milliseconds. */
  readonly created?: number | undefined
  readonly started?: number | undefined
  readonly ended: number
  readonly exit_code?: number | undefined
  /** Commands that were run in it beside its own. */
  readonly execs: readonly string[]
  /** Whoever rolled out the workload that it is part of, where the orchestrator told. The engine itself never says who. */
  readonly by?: string | undefined
}

type Growing = { -readonly [key in keyof Life]?: Life[key] } & { container: string; execs: string[] }

/** How many running containers are followed; of what was not heard of for longest, the life is forgotten. */
const FOLLOWED = 50_000
const EXECS = 20

/** Listens to attributed events; `told` is called once for each life, when its container has died. */
export function createLives(told: (life: Life) => void): (event: Event) => void {
  const lives = createRecent<string, Growing>(FOLLOWED)
  return (event) => {
    const container = event.entities.find(({ type, role }) => type === 'container' && role === 'target')
    if (!container) return
    const life = lives.get(container.uid) ?? { container: container.uid, execs: [] }
    lives.set(container.uid, life)
    learn(life, container, event)
    if (event.operation === 'container die') {
      // Restarted later, it lives again: a new life of the same container.
      lives.delete(container.uid)
      told({ ...life, ended: event.time })
    } else if (event.operation === 'container destroy') lives.delete(container.uid)
  }
}

function learn(life: Growing, { name }: Entity, event: Event): void {
  const of = (type: Entity['type']): string | undefined => event.entities.find((entity) => entity.type === type)?.uid
  if (name !== undefined) life.name = name
  life.pod ??= of('pod')
  life.by ??= event.entities.find(({ type, known }) => type === 'principal' && known === 'inferred')?.uid
  switch (event.class_name) {
    case 'Inventory Info':
      life.command ??= event.command
      life.image ??= of('image')
      return
    case 'Process Activity':
      if (event.command !== undefined && !event.continues && !isHealthcheck(event) && life.execs.length < EXECS)
        life.execs.push(event.command)
      return
    case 'Application Lifecycle':
      learnStep(life, event, of('image'))
  }
}

function learnStep(life: Growing, { operation, time, details }: Event, image: string | undefined): void {
  if (operation === 'container create') Object.assign(life, { created: time, image })
  if (operation === 'container start') life.started = time
  const code = details?.['exit_code']
  if (operation === 'container die' && typeof code === 'number') life.exit_code = code
}

/** The engine's own probes are no deed of anybody; a live collector can tell them from others. */
const isHealthcheck = ({ views }: Event): boolean =>
  views.some(
    ({ fields }) => (fields['derived'] as { readonly healthcheck?: unknown } | undefined)?.healthcheck === true,
  )
