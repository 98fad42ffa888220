/** An Event of Kubernetes: a component's word that something happened to an object (v1, and events.k8s.io/v1). */
import { countOf, podContainerUid, present, textAt, valueAt, type JsonObject } from 'tallyman/source'
import type { Identity } from './identity.ts'
import type { Told } from './told.ts'

export interface Happening {
  readonly reason: string
  readonly words: string
  /** Epoch milliseconds: when it happened last. */
  readonly time: number | undefined
  readonly about: Identity | undefined
  /** Of the pod that it is about. */
  readonly container: string | undefined
  readonly host: string | undefined
  /** What rules read. */
  readonly derived: JsonObject
}

export const isHappening = ({ kind, object }: Told): boolean =>
  kind === 'Event' && ['v1', 'events.k8s.io/v1', 'events.k8s.io/v1beta1'].includes(textAt(object, 'apiVersion') ?? '')

const TIMES = ['series.lastObservedTime', 'lastTimestamp', 'deprecatedLastTimestamp', 'eventTime', 'firstTimestamp']

export function happeningOf({ object, time }: Told): Happening {
  const first = (...paths: readonly string[]): string | undefined =>
    paths.map((path) => textAt(object, path)).find((text) => text !== undefined)
  const [reason, words] = [first('reason') ?? 'Unknown', first('message', 'note') ?? '']
  const about = identityOf(first)
  const container = containerIn(first('involvedObject.fieldPath', 'regarding.fieldPath'))
  const host = first('source.host', 'deprecatedSource.host')
  // Whoever may write Events may write any time into them, but not one after we were told.
  const said = Math.min(Date.parse(first(...TIMES) ?? ''), time)
  return {
    reason,
    words,
    time: Number.isNaN(said) ? undefined : said,
    about,
    container:
      container !== undefined && about?.kind === 'Pod' && about.namespace !== undefined
        ? podContainerUid(`${about.namespace}/${about.name}`, container)
        : undefined,
    host,
    derived: present({
      reason,
      type: first('type'),
      message: words,
      count: COUNTS.map((path) => countOf(valueAt(object, path))).find((count) => count !== undefined),
      component: first(...COMPONENTS),
      host,
      about: about && present({ ...about, container }),
    }),
  }
}

const COUNTS = ['series.count', 'count', 'deprecatedCount']
const COMPONENTS = ['reportingComponent', 'reportingController', 'source.component', 'deprecatedSource.component']

function identityOf(first: (...paths: readonly string[]) => string | undefined): Identity | undefined {
  const [kind, name, namespace] = ['kind', 'name', 'namespace'].map((field) =>
    first(`involvedObject.${field}`, `regarding.${field}`),
  )
  return kind === undefined || name === undefined ? undefined : { kind, name, namespace }
}

/** `spec.containers{app}` is app. */
const containerIn = (fieldPath = ''): string | undefined => /^spec\.\w+\{([^}]+)\}$/.exec(fieldPath)?.[1]
