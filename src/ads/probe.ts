/** The probes that an assumption can name: questions to the ledger of what was watched. Data; `visibility` answers them. */

export interface Probe {
  readonly name: string
  readonly parameters: readonly Parameter[]
  /** What is true where the probe holds, for people. */
  readonly holds: string
}

interface Parameter {
  readonly name: string
  /** What may stand there: a source of ours, a level of the Kubernetes audit policy, an API resource, a detection. */
  readonly kind: 'source' | 'audit-level' | 'resource' | 'detection'
}

export interface ProbeCall {
  readonly probe: Probe
  readonly arguments: readonly string[]
}

/** Kubernetes `audit.k8s.io` levels, from the least told to the most. */
const AUDIT_LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse'] as const

const source = { name: 'source', kind: 'source' } as const

export const PROBES: readonly Probe[] = [
  { name: 'source-alive', parameters: [source], holds: 'the source sent something within its usual interval' },
  { name: 'node-covered', parameters: [source], holds: 'every node that runs containers is watched by the source' },
  {
    name: 'audit-level',
    parameters: [
      { name: 'resource', kind: 'resource' },
      { name: 'level', kind: 'audit-level' },
    ],
    holds: 'the audit policy tells of the resource at that level, or more',
  },
  {
    name: 'container-logged',
    parameters: [source],
    holds: 'every container has a log driver whose output can be read',
  },
  {
    name: 'baseline-mature',
    parameters: [{ name: 'detection', kind: 'detection' }],
    holds: 'the baseline has learnt for as long, and from as much, as it asks for',
  },
  { name: 'image-as-deployed', parameters: [source], holds: 'every container runs the digest that was deployed' },
]

export const formatProbe = ({ name, parameters }: Probe): string =>
  `${name}(${parameters.map((parameter) => parameter.name).join(', ')})`

/** Reads `audit-level(pods/exec, Metadata)`. A string is the reason why it is no probe. */
export function parseProbe(written: string, known: { readonly sources: ReadonlySet<string> }): ProbeCall | string {
  const [, name, list = ''] = /^([a-z]+(?:-[a-z]+)*)\(([^()]*)\)$/.exec(written) ?? []
  const probe = PROBES.find((one) => one.name === name)
  if (!probe) return `“${written}” is no probe`
  const values = list.trim() === '' ? [] : list.split(',').map((value) => value.trim())
  if (values.length !== probe.parameters.length) return `“${written}” should be ${formatProbe(probe)}`
  for (const [index, { kind }] of probe.parameters.entries()) {
    const reason = wrong(values[index] ?? '', kind, known.sources)
    if (reason) return `in “${written}”, ${reason}`
  }
  return { probe, arguments: values }
}

function wrong(value: string, kind: Parameter['kind'], sources: ReadonlySet<string>): string | undefined {
  if (kind === 'source' && !sources.has(value)) return `${value} is no source of ours: ${[...sources].join(', ')}`
  if (kind === 'audit-level' && !(AUDIT_LEVELS as readonly string[]).includes(value))
    return `${value} is no level of an audit policy: ${AUDIT_LEVELS.join(', ')}`
  return /^[a-z0-9][a-z0-9./*-]*$/i.test(value) ? undefined : `“${value}” is no ${kind}`
}
