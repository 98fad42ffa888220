/** Who acted, in which process, in which container of which pod on which host, in the fields of ECS and those that Elastic adds for Kubernetes. */
import { recordedIf, taggedImage, type Entity, type JsonObject, type Process, type Whereabouts } from 'tallyman/source'
import { classOf } from './category.ts'
import { numberOf, wordOf, wordsOf } from './field.ts'

export function processOf(document: JsonObject): Process | undefined {
  const [own, parent] = [imageOf(document, 'process'), imageOf(document, 'process.parent')]
  const pid = numberOf(document, 'process.pid')
  if (own.exe === undefined && own.command === undefined && pid === undefined) return undefined
  return {
    ...own,
    cwd: wordOf(document, 'process.working_directory'),
    user: wordOf(document, 'user.name'),
    pid,
    ppid: numberOf(document, 'process.parent.pid'),
    parent,
  }
}

function imageOf(document: JsonObject, of: string): Pick<Process, 'exe' | 'command'> {
  const words = wordsOf(document, `${of}.args`)
  return {
    exe: wordOf(document, `${of}.executable`),
    command: wordOf(document, `${of}.command_line`) ?? (words.length === 0 ? undefined : words.join(' ')),
  }
}

/** Not known to be another system: many agents leave it out. */
export function isLinux(document: JsonObject): boolean {
  const system = wordOf(document, 'host.os.type') ?? wordOf(document, 'host.os.family')
  if (system === undefined) return (wordOf(document, 'process.executable') ?? '/').startsWith('/')
  return !['windows', 'macos', 'darwin', 'ios', 'android'].includes(system)
}

const WORKLOADS = ['deployment', 'statefulset', 'daemonset', 'cronjob', 'job', 'replicaset']

export function whereaboutsOf(document: JsonObject): Whereabouts {
  const id = wordOf(document, 'container.id')
  const [image, tag] = [wordOf(document, 'container.image.name'), wordOf(document, 'container.image.tag')]
  const pod = podOf(document)
  return {
    user: isOfHost(document) ? wordOf(document, 'user.name') : undefined,
    ...(id !== undefined && {
      container: {
        id: id.replace(/^[\w-]+:\/\//, ''),
        name: wordOf(document, 'container.name') ?? wordOf(document, 'kubernetes.container.name'),
        image: taggedImage(image, tag),
        digest: wordOf(document, 'container.image.hash.all'),
      },
    }),
    ...(pod && { pod }),
    node:
      wordOf(document, 'kubernetes.node.name') ?? wordOf(document, 'host.hostname') ?? wordOf(document, 'host.name'),
    cluster: wordOf(document, 'orchestrator.cluster.name'),
  }
}

function podOf(document: JsonObject): Whereabouts['pod'] {
  const namespace = wordOf(document, 'kubernetes.namespace') ?? wordOf(document, 'orchestrator.namespace')
  const own =
    wordOf(document, 'orchestrator.resource.type') === 'pod' ? 'orchestrator.resource.name' : 'kubernetes.pod.name'
  const name = wordOf(document, own)
  if (namespace === undefined || name === undefined) return undefined
  const [workload] = WORKLOADS.flatMap((kind) =>
    wordsOf(document, `kubernetes.${kind}.name`).map((owner) => ({ kind, name: owner })),
  )
  return { namespace, name, workload }
}

/** At an interface, and where no host is named, a name is one person everywhere, and not each host's own. */
const isOfHost = (document: JsonObject): boolean =>
  classOf(document) !== 'API Activity' && (wordOf(document, 'container.id') ?? nodeOf(document)) !== undefined

const nodeOf = (document: JsonObject): string | undefined =>
  wordOf(document, 'kubernetes.node.name') ?? wordOf(document, 'host.hostname') ?? wordOf(document, 'host.name')

/** A principal of an interface, and what it dealt with. */
export function othersOf(document: JsonObject): Entity[] {
  const [type, name] = [wordOf(document, 'orchestrator.resource.type'), wordOf(document, 'orchestrator.resource.name')]
  const namespace = wordOf(document, 'orchestrator.namespace')
  const place = namespace === undefined ? '' : `${namespace}/`
  return [
    ...(isOfHost(document)
      ? []
      : recordedIf('principal', wordOf(document, 'user.name') ?? wordOf(document, 'user.id'), 'actor')),
    ...(type === 'pod' ? [] : recordedIf('resource', type && name && `${type}/${place}${name}`, 'target', name)),
    ...(podOf(document) ? [] : recordedIf('namespace', namespace, 'context')),
  ]
}
