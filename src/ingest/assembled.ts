/** An event that another tool has normalised in a schema of its own: its parts, which any such schema has, put together as ours. */
import type { Entity } from '../model/entity.ts'
import type { EventClass, View } from '../model/event.ts'
import type { JsonObject } from '../model/record.ts'
import {
  firewallViews,
  connectionView,
  dnsDetails,
  dnsView,
  httpDetails,
  httpViews,
  type Lookup,
  type Request,
} from './taxonomy.ts'
import { flowDerived, flowDetails, flowEntities, flowMessage, type Flow } from './flow.ts'
import { fileView, processConnectionView, processView, type Process } from './host-taxonomy.ts'
import { present } from './present.ts'
import { requestTold } from './request-told.ts'
import type { Draft } from './source.ts'
import { whereaboutsDerived, whereaboutsEntities, whereaboutsFacts, type Whereabouts } from './whereabouts.ts'

export interface Parts {
  readonly class_name: EventClass
  readonly activity_name: string
  /** Sigma's categories of processes and files are those of a system; `false` where the record tells of another one. */
  readonly isLinux: boolean
  readonly process?: Process | undefined
  /** Of the file that it is about. */
  readonly path?: string | undefined
  readonly flow: Flow
  readonly lookup?: Lookup | undefined
  readonly request?: Request | undefined
  readonly whereabouts: Whereabouts
  /** What it is about beside that. */
  readonly others: readonly Entity[]
}

export type Assembled = Required<Pick<Draft, 'views' | 'entities' | 'facts' | 'details'>> & {
  readonly derived: JsonObject
  /** For people, where the record has no words of its own; nothing where its parts say nothing either. */
  readonly summary: string | undefined
}

export function assembled(parts: Parts): Assembled {
  const { process, path, flow, lookup, request, whereabouts, others } = parts
  return {
    summary: summaryOf(parts),
    views: viewsOf(parts),
    entities: [...whereaboutsEntities(whereabouts), ...flowEntities(flow), ...others],
    facts: whereaboutsFacts(whereabouts),
    details: {
      ...present({ pid: process?.pid, path }),
      ...flowDetails(flow),
      ...(lookup && dnsDetails(lookup)),
      ...(request && httpDetails(request)),
    },
    derived: {
      ...flowDerived(flow),
      ...whereaboutsDerived(whereabouts),
      ...present({ command: process?.command, exe: process?.exe, path }),
    },
  }
}

const MADE = new Set(['Create', 'Update', 'Rename'])

function viewsOf({ class_name, activity_name, isLinux, process, path, flow, lookup, request }: Parts): View[] {
  if (class_name === 'DNS Activity') return lookup ? [dnsView(lookup, flow)] : []
  if (class_name === 'HTTP Activity') return request ? httpViews(request, flow) : []
  if (class_name === 'Network Activity')
    return [...connections(activity_name, isLinux ? process : undefined, flow), ...firewallViews(flow)]
  if (!isLinux || !process) return []
  if (class_name === 'Process Activity') return activity_name === 'Launch' ? [processView(process)] : []
  return class_name === 'File System Activity' && path !== undefined && MADE.has(activity_name)
    ? [fileView(process, path)]
    : []
}

function connections(activity_name: string, process: Process | undefined, flow: Flow): View[] {
  if (activity_name !== 'Open' || (flow.from.ip ?? flow.to.ip) === undefined) return []
  return process?.exe === undefined
    ? [connectionView(flow)]
    : [processConnectionView(process, { isInitiated: flow.direction !== 'inbound', ...flow })]
}

function summaryOf(parts: Parts): string | undefined {
  const { flow } = parts
  const words = wordsOf(parts)
  const line = (flow.from.ip ?? flow.to.ip) === undefined ? undefined : flowMessage(flow)
  return line === undefined || words === undefined ? words : `${line}: ${words}`
}

function wordsOf({ class_name, activity_name, process, path, flow, lookup, request }: Parts): string | undefined {
  const whole = process?.command ?? process?.exe
  if (class_name === 'Process Activity') return whole && `${activity_name} ${whole}`
  if (class_name === 'File System Activity') return path && `${activity_name} ${path}`
  if (class_name === 'DNS Activity') return lookup && `${activity_name} ${lookup.query ?? '?'} ${lookup.type ?? ''}`
  if (class_name === 'HTTP Activity') return request && requestTold(request, flow).message
  return class_name === 'Network Activity' ? activity_name : undefined
}
