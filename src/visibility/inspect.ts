/** What an engine's inspect of a container says, bare or wrapped by the collector; of other events nothing. */
import type { Event } from '../model/event.ts'

type Inspected = Pick<Event, 'raw' | 'operation'>

interface Inspect {
  readonly HostConfig?: {
    readonly LogConfig?: { readonly Type?: unknown } | null
    readonly NetworkMode?: unknown
  } | null
  readonly State?: { readonly Running?: unknown } | null
}

export function logDriverOf(event: Inspected): string | undefined {
  const type = inspectOf(event)?.HostConfig?.LogConfig?.Type
  return typeof type === 'string' && type !== '' ? type : undefined
}

export const isRunning = (event: Inspected): boolean => inspectOf(event)?.State?.Running === true
export const isHostNetwork = (event: Inspected): boolean => inspectOf(event)?.HostConfig?.NetworkMode === 'host'

const inspectOf = ({ raw, operation }: Inspected): Inspect | undefined =>
  operation === 'container inspect' ? ((raw['object'] ?? raw) as Inspect) : undefined
