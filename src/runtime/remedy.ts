/** What to change so that more is seen, worked out of what was watched. */
import { LEDGER_DEFAULTS, type Visibility } from '../visibility/index.ts'
import type { Content } from './content.ts'

export interface Remedy {
  /** For people: what is wanting, and what to do about it. Built of untrusted words. */
  readonly what: string
  readonly change: string
  /** Detections that would see more. */
  readonly detections: readonly string[]
}

type SensorLedger = Visibility['sensors'][number]

export const remediesOf = (seen: Visibility, content: Content): Remedy[] => [
  ...unheardSources(seen, content),
  ...seen.sensors.flatMap((sensor) => [...ofSilence(sensor, content), ...ofLoss(sensor)]),
  ...ofPatience(seen),
  ...ofNodes(seen),
  ...ofContainers(seen),
  ...ofAudit(seen, content),
]

/** Of detections that read a source beside others, the others may do. */
function unheardSources({ sensors }: Visibility, { detections, sources }: Content): Remedy[] {
  const heard = new Set(sensors.flatMap(({ source, state }) => (state === 'unheard' ? [] : source)))
  const wanted = [...new Set(detections.flatMap((detection) => detection.sources))].filter(
    (source) => !heard.has(source) && source !== 'tallyman',
  )
  return wanted.map((source) => ({
    what: `nothing is heard of ${sources.get(source)?.title ?? source}`,
    change: `let it be read: tallyman sources ${source} says what has to be set up`,
    detections: readersOf(source, detections),
  }))
}

const readersOf = (source: string, detections: Content['detections']): string[] =>
  detections.filter(({ sources }) => sources.includes(source)).map(({ id }) => id)

const nameOf = ({ source, file, node }: SensorLedger): string => `${source} (${node ?? file})`

function ofSilence(sensor: SensorLedger, { detections }: Content): Remedy[] {
  if (sensor.state !== 'silent' || sensor.last === undefined) return []
  return [
    {
      what: `${nameOf(sensor)} is silent since ${new Date(sensor.last).toISOString()}`,
      change: 'find out who stopped it, and start it again',
      detections: readersOf(sensor.source, detections),
    },
  ]
}

/** Milliseconds in which a silence should be noticed. */
const NOTICED = 60_000
/** What makes a source speak up although nothing happens. */
const HEARTBEATS = new Map([
  ['falco', 'in falco.yaml, metrics: {enabled: true, interval: 15s, output_rule: true} makes it say that it lives'],
  [
    'kubernetes-audit',
    'in the audit policy, level Metadata for update of leases in the namespace kube-node-lease: every node renews its own every ten seconds',
  ],
])

function ofPatience({ sensors }: Visibility): Remedy[] {
  const slow = sensors.filter(
    ({ state, patience }) =>
      state !== 'unheard' && (patience === undefined || patience + LEDGER_DEFAULTS.lateness > NOTICED),
  )
  return [...Map.groupBy(slow, ({ source }) => source)].map(([source, own]) => {
    const longest = own.reduce((most, { patience = 0 }) => Math.max(most, patience), 0)
    const isKnown = own.every(({ patience }) => patience !== undefined)
    const when = isKnown ? `be noticed after ${Math.ceil(longest / 60_000)} min` : 'not be noticed'
    return {
      what: `a silence of ${some(own.map(nameOf))} would ${when}: too little is heard of ${own.length === 1 ? 'it' : 'them'}`,
      change: HEARTBEATS.get(source) ?? 'make it say every ten seconds or so that it lives',
      detections: [],
    }
  })
}

const ofLoss = (sensor: SensorLedger): Remedy[] =>
  sensor.lost.lost === 0
    ? []
    : [
        {
          what: `${nameOf(sensor)} lost ${sensor.lost.lost}`,
          change: 'give it larger buffers, or less to tell',
          detections: [],
        },
      ]

/** Nodes that run containers, and where no sensor of processes, or of traffic, is live. */
function ofNodes({ nodes, sensors }: Visibility): Remedy[] {
  return (['processes', 'traffic'] as const).flatMap((kind): Remedy[] => {
    const live = sensors.filter(
      // Whoever runs containers tells of execs, and of no other process.
      ({ state, tells }) => state === 'live' && tells.includes(kind) && !tells.includes('containers'),
    )
    const covered = new Set(live.map(({ node }) => node))
    const bare = covered.has(undefined) ? [] : nodes.filter((node) => !covered.has(node))
    return bare.length === 0
      ? []
      : [
          {
            what: `no sensor tells of the ${kind} of containers on ${some(bare)}`,
            change:
              kind === 'processes'
                ? 'let Tetragon, Tracee, auditd or our own sensor run there'
                : 'let Hubble, Zeek, Suricata or conntrack run there',
            detections: [],
          },
        ]
  })
}

function ofContainers({ containers: { unlogged, hostNetwork }, unseen }: Visibility): Remedy[] {
  const named = (containers: typeof unlogged): string =>
    some(containers.map(({ container, name }) => name ?? container.slice(0, 12)))
  return [
    ...(unlogged.length > 0
      ? [
          {
            what: `the log driver of ${named(unlogged)} is none`,
            change: 'give them one that keeps what they write',
            detections: [],
          },
        ]
      : []),
    ...(hostNetwork.length > 0
      ? [
          {
            what: `${named(hostNetwork)} share the network of their node: their traffic cannot be told from its own`,
            change: 'give them a network of their own where they need no other',
            detections: [],
          },
        ]
      : []),
    ...unseen.flatMap(({ unseen: kind, containers, missed }) =>
      missed > 0 && missed < containers
        ? [
            {
              what: `of ${missed} of ${containers} containers that were started nothing was told of their ${kind}`,
              change: 'look at which, and whether the sensor leaves them out',
              detections: [],
            },
          ]
        : [],
    ),
  ]
}

function ofAudit({ audit: { unstarted, missing } }: Visibility, { detections }: Content): Remedy[] {
  const readers = readersOf('kubernetes-audit', detections)
  return [
    ...(unstarted > 0
      ? [
          {
            what: `the audit log tells of the end of ${unstarted} sessions, and not of their beginning`,
            change: 'take ResponseStarted from omitStages of the audit policy',
            detections: readers,
          },
        ]
      : []),
    ...(missing > 0
      ? [
          {
            what: `the audit log tells how ${missing} requests ended, and not that they were made, as it does of others: records are lost, or were taken out`,
            change:
              'compare it with what the API server sent elsewhere, and let it block rather than drop (--audit-log-mode)',
            detections: readers,
          },
        ]
      : []),
  ]
}

const NAMED = 3
const some = (names: readonly string[]): string =>
  names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ` and ${names.length - NAMED} more` : '')
