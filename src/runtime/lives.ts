/** The whole life of a container, put together from every record about it, and told when it is over. */
import type { Event, Fact } from '../model/event.ts'
import { createRecent } from '../stream/recent.ts'
import { createImages, isDigest, isImageId, type Images } from './images.ts'

/** What is known of a container when it has ended; what no source said is absent, and people are told so. */
export interface Life {
  readonly container: string
  readonly name?: string | undefined
  /** What it was asked for by: `shop/web:1`. */
  readonly image?: string | undefined
  /** `sha256:` and 64 digits: the image itself, whatever its name stands for now. */
  readonly image_id?: string | undefined
  /** `shop/web@sha256:...`: what registries call it. An image that was never in one has none. */
  readonly digests: readonly string[]
  readonly command?: string | undefined
  readonly pod?: string | undefined
  /** Epoch milliseconds. */
  readonly created?: number | undefined
  readonly started?: number | undefined
  readonly ended: number
  readonly exit_code?: number | undefined
  /** Those that it was in at any time, by name where one is known. */
  readonly networks: readonly string[]
  /** Its own, where it was looked at while it ran. */
  readonly addresses: readonly string[]
  /** Commands that were run in it beside its own. */
  readonly execs: readonly string[]
  /** Whoever rolled out the workload that it is part of, where the orchestrator told. The engine itself never says who. */
  readonly by?: string | undefined
  /** It was looked at while it was there: without that, nobody can say its command and its addresses. */
  readonly inspected: boolean
}

export interface Lives {
  /** Listens to attributed events. */
  observe(event: Event): void
  /** Tells of those that have ended, and of which an answer was still waited for. */
  end(): void
}

type Growing = { -readonly [key in keyof Omit<Life, 'digests' | 'networks' | 'addresses'>]?: Life[key] } & {
  readonly container: string
  readonly digests: Set<string>
  readonly networks: Set<string>
  readonly addresses: Set<string>
  execs: string[]
  inspected: boolean
}

/** How many containers are followed; of what was not heard of for longest, the life is forgotten. */
const FOLLOWED = 50_000
/** Of networks, addresses and commands of one container. */
const KEPT = 20
/** How long the answer to an inspect of a container that has ended may still be under way, in milliseconds of event time. */
const WAIT = 10_000

/** `told` is called once for each life, when its container has ended and nothing more of it is to be expected. */
export function createLives(told: (life: Life) => void): Lives {
  const images = createImages()
  const lives = createRecent<string, Growing>(FOLLOWED)
  /** Ended, and not told of yet, in the order of their ends. */
  const waiting = createRecent<string, Growing>(FOLLOWED, (life) => tell(life))

  const tell = (life: Growing): void => {
    waiting.delete(life.container)
    const { ended, digests, networks, addresses, execs, ...rest } = life
    if (ended === undefined) return
    const known = life.image_id === undefined ? [] : images.digestsOf(life.image_id)
    told({
      ...rest,
      ended,
      digests: [...new Set([...digests, ...known])],
      networks: [...networks],
      addresses: [...addresses],
      execs: [...execs],
    })
    // Started again, it lives again: of the same image, with the same command.
    delete life.ended
    delete life.started
    delete life.exit_code
    life.execs = []
  }
  const tellThose = (isDue: (ended: number) => boolean): void => {
    for (const life of waiting.values()) {
      if (!isDue(life.ended ?? 0)) return
      tell(life)
    }
  }

  return {
    observe(event) {
      images.learn(event.facts)
      tellThose((ended) => event.time - ended > WAIT)
      const container = event.entities.find(({ type, role }) => type === 'container' && role === 'target')
      if (!container) return
      // An answer may come after the container is removed.
      const life = waiting.get(container.uid) ?? lives.get(container.uid) ?? begun(container.uid)
      if (container.name !== undefined) life.name = container.name
      learnWhere(life, event)
      learnFacts(life, event.facts, images)
      learnStep(life, event)
      if (event.operation === 'container destroy') lives.delete(container.uid)
      else lives.set(container.uid, life)
      if (life.ended === undefined) return
      if (life.inspected || event.operation === 'container gone') tell(life)
      else waiting.set(container.uid, life)
    },
    end: () => tellThose(() => true),
  }
}

const begun = (container: string): Growing => ({
  container,
  digests: new Set(),
  networks: new Set(),
  addresses: new Set(),
  execs: [],
  inspected: false,
})

function learnWhere(life: Growing, { entities }: Event): void {
  life.pod ??= entities.find(({ type }) => type === 'pod')?.uid
  life.by ??= entities.find(({ type, known }) => type === 'principal' && known === 'inferred')?.uid
}

function learnFacts(life: Growing, facts: readonly Fact[], images: Images): void {
  for (const { subject, relation, object } of facts) {
    if (subject.type !== 'container' || subject.uid !== life.container) continue
    if (relation === 'attached-to') add(life.networks, object.name ?? object.uid)
    if (relation === 'has-address') add(life.addresses, object.uid)
    if (relation === 'made-from' && object.type === 'image') learnImage(life, object, images)
  }
}

const add = (set: Set<string>, word: string): void => void (set.size < KEPT && set.add(word))

function learnImage(life: Growing, { uid, name }: Fact['object'], images: Images): void {
  if (isDigest(uid)) add(life.digests, uid)
  else if (isImageId(uid)) life.image_id = uid
  else life.image ??= uid
  life.image ??= name
  // Now, and not when it has ended: the name may stand for another image by then.
  if (life.image !== undefined) life.image_id ??= images.idOf(life.image)
}

function learnStep(life: Growing, event: Event): void {
  const { class_name, operation, time, command } = event
  if (operation === 'container inspect') learnInspect(life, event)
  if (operation === 'container create') life.created = time
  if (operation === 'container start') life.started = time
  if (operation === 'container die') {
    life.ended = time
    life.exit_code = numberOf(event, 'exit_code')
  }
  if (class_name === 'Process Activity' && command !== undefined && life.execs.length < KEPT)
    if (isOpened(event, life)) life.execs.push(command)
}

/** An exec that the engine tells of; or a process that a sensor saw come in from outside, and that no engine has told of. */
const isOpened = ({ activity_name, command = '', process, views, continues }: Event, { execs }: Growing): boolean =>
  process
    ? activity_name === 'Launch' && process.in_init_tree === false && !execs.includes(command)
    : !continues && !isHealthcheck({ views })

function learnInspect(life: Growing, event: Event): void {
  life.inspected = true
  life.command ??= event.command
  life.created ??= numberOf(event, 'created_time')
  life.started ??= numberOf(event, 'start_time')
}

const numberOf = ({ details }: Event, name: string): number | undefined => {
  const value = details?.[name]
  return typeof value === 'number' ? value : undefined
}

/** The engine's own probes are no deed of anybody; a live collector can tell them from others. */
const isHealthcheck = ({ views }: Pick<Event, 'views'>): boolean =>
  views.some(
    ({ fields }) => (fields['derived'] as { readonly healthcheck?: unknown } | undefined)?.healthcheck === true,
  )
