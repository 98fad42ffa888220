/** `tallyman watch`: live inputs in, alerts as they come. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Block } from '../../runtime/live.ts'
import { parseRecall, RECALL } from '../../runtime/checkpoint.ts'
import { loadContent } from '../../runtime/content.ts'
import {
  clusterBlocks,
  conntrackBlocks,
  containerdBlocks,
  engineBlocks,
  followBlocks,
  HOST_WAYS,
  hostBlocks,
  type HostWay,
} from '../../runtime/live.ts'
import { createKeeping, feedOf, type Feed } from '../../runtime/journal.ts'
import { createLives } from '../../runtime/lives.ts'
import { openReceiver } from '../../runtime/receive.ts'
import { createLearning, watch } from '../../runtime/watch.ts'
import { EXIT } from '../exit.ts'
import { detectionsOption, failOnOption, tuningOption } from '../option.ts'
import { createTeller, type TellerOptions } from '../tell/teller.ts'
import { UsageError } from '../usage.ts'

interface Options extends TellerOptions {
  readonly docker?: string | true
  readonly dockerLogs?: true
  readonly containerd?: string | true
  readonly kubernetes?: string | true
  readonly kubeconfig?: string
  readonly host?: HostWay | true
  readonly hostInterval?: number
  readonly conntrack?: true
  readonly conntrackNetns?: string
  readonly fromStart?: true
  readonly journal?: string
  readonly recall?: number
  readonly receive?: string
  readonly containers: boolean
  readonly detections?: string[]
  readonly tuning?: string
}

export function addWatch(program: Command): void {
  program
    .command('watch')
    .description(
      'watch live: the Docker engine, containerd, a Kubernetes cluster, this host, files as they grow, and what others deliver',
    )
    .argument('[path...]', 'files to follow, through rotation, such as an audit log')
    .option(
      '--docker [address]',
      'the engine to watch: unix:///path, tcp://host:port; DOCKER_HOST or the usual socket where it is not said',
    )
    .option('--docker-logs', 'with --docker: also what its containers say on their outputs, from now on')
    .option(
      '--containerd [socket]',
      'the containerd to watch, in all of its namespaces; CONTAINERD_ADDRESS or the usual socket where it is not said',
    )
    .option(
      '--kubernetes [context]',
      'the objects of a cluster and their changes: a context of the kubeconfig, or in-cluster in a pod; the current one where it is not said',
    )
    .option('--kubeconfig <file>', 'which kubeconfig that is (default: KUBECONFIG, or the usual file)')
    .addOption(
      new Option('--host [way]', 'the processes of this host and of its containers, by what works here').choices(
        HOST_WAYS,
      ),
    )
    .option('--host-interval <ms>', 'how often to look at /proc, where that is the way (default: 20)', millisecondsOf)
    .option('--conntrack', 'the connections that the kernel tracks, as they begin and end')
    .option('--conntrack-netns <file>', 'of that network namespace, such as /run/netns/lab (default: our own)')
    .option('--from-start', 'read what the files hold already, too')
    .option('--journal <folder>', 'keep every record that is received there, before anything else; scan reads it back')
    .option(
      '--recall <time>',
      'with --journal: how much of it is heard again at the start, so that stories and sessions go on (default: 1h)',
      recallOf,
    )
    .option(
      '--receive <file>',
      'receive what others deliver, as this file says: where, from whom and what; needs --journal',
    )
    .option('--no-containers', 'do not tell of containers that came and went')
    .addOption(
      new Option('-f, --format <format>', 'for people (text) or machines')
        .choices(['text', 'ndjson', 'ocsf'])
        .default('text'),
    )
    .addOption(failOnOption())
    .addOption(detectionsOption())
    .addOption(tuningOption())
    .addHelpText(
      'after',
      `
It needs read access to what it watches; the engine's socket is as good as root on that machine, and --host wants root. Stop it with Ctrl-C; what is
in the journal already is looked at first, unless it is stopped a second time. With a journal the next start goes on where this one ended, or was killed.

Examples:
  tallyman watch --docker
  tallyman watch --kubernetes prod --journal /var/lib/tallyman
  tallyman watch --docker --host --conntrack             all that one machine tells without another sensor
  tallyman watch /var/log/kubernetes/audit.log --docker --format ndjson
  tallyman watch --docker --journal /var/lib/tallyman && tallyman scan /var/lib/tallyman
  tallyman watch --receive receivers.yaml --journal /var/lib/tallyman
  tallyman watch /var/log/falco.json --fail-on high      exit with 1 at the end if there was something`,
    )
    .action(async (paths: string[], options: Options) => {
      checkInputs(paths, options)
      const content = await loadContent(options.detections, options.tuning)
      const abort = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort())
      const { signal } = abort
      const teller = createTeller(options)
      const inputs = inputsOf(paths, options, signal, teller.notice)
      // Until it is kept somebody waits, so that these are given nothing without a journal.
      const receivers: Feed[] =
        options.receive === undefined
          ? []
          : [await openReceiver({ file: options.receive, sources: content.sources, signal, notice: teller.notice })]
      const learning = createLearning(content)
      const { journal: folder, recall = RECALL } = options
      const keeping =
        folder === undefined
          ? undefined
          : await createKeeping({ folder, signal, notice: teller.notice, learning, recall })
      const lives = options.containers ? createLives(teller.life) : undefined
      const key = process.env['TALLYMAN_REDACTION_KEY']
      teller.notice(`watching ${watchedOf(paths, options).join(', ')} with ${content.detections.length} detections`)
      await watch({
        content,
        learning,
        ...(keeping && { heard: teller.silently(keeping.heard) }),
        inputs: keeping
          ? [keeping.keep([...inputs.map((input) => feedOf(input, teller.notice)), ...receivers])]
          : inputs,
        journal: { ...teller.journal, ...(lives && { event: lives.observe }) },
        onAside: teller.aside,
        onSight: teller.sight,
        ...(key !== undefined && { redactionKey: key }),
      }).finally(() => {
        // Where it was an error that ended it, the inputs have to end, too.
        abort.abort()
        return keeping?.end()
      })
      lives?.end()
      teller.end()
      if (teller.worst()) process.exitCode = EXIT.found
    })
}

function checkInputs(paths: readonly string[], options: Options): void {
  const { receive, journal, recall, docker, dockerLogs } = options
  if (watchedOf(paths, options).length === 0)
    throw new UsageError(
      'say what to watch: files, --docker, --containerd, --kubernetes, --host, --conntrack, --receive, or several of them',
    )
  if (options.kubeconfig !== undefined && options.kubernetes === undefined)
    throw new UsageError('--kubeconfig says where --kubernetes finds the cluster; give that, too')
  if (docker === undefined && dockerLogs) throw new UsageError('--docker-logs is of an engine: say --docker, too')
  if (recall !== undefined && journal === undefined)
    throw new UsageError('--recall is of a journal: say --journal, too')
  if (receive !== undefined && journal === undefined)
    throw new UsageError('--receive needs --journal FOLDER: whoever delivers is told that it is kept, so it has to be')
}

function inputsOf(
  paths: readonly string[],
  {
    docker,
    dockerLogs,
    containerd,
    kubernetes,
    kubeconfig,
    host,
    hostInterval,
    conntrack,
    conntrackNetns,
    fromStart,
  }: Options,
  signal: AbortSignal,
  notice: (words: string) => void,
): AsyncIterable<Block>[] {
  const inputs: AsyncIterable<Block>[] = paths.map((path) =>
    followBlocks(path, { signal, from: fromStart ? 'start' : 'end' }),
  )
  if (docker !== undefined)
    inputs.push(
      engineBlocks({
        signal,
        notice,
        ...(typeof docker === 'string' && { address: docker }),
        ...(dockerLogs && { logs: true }),
      }),
    )
  if (containerd !== undefined)
    inputs.push(containerdBlocks({ signal, notice, ...(typeof containerd === 'string' && { address: containerd }) }))
  if (kubernetes !== undefined)
    inputs.push(
      clusterBlocks({
        signal,
        notice,
        ...(typeof kubernetes === 'string' && { context: kubernetes }),
        ...(kubeconfig !== undefined && { kubeconfig }),
      }),
    )
  if (host !== undefined)
    inputs.push(
      hostBlocks({
        signal,
        notice,
        ...(host !== true && { way: host }),
        ...(hostInterval !== undefined && { interval: hostInterval }),
      }),
    )
  if (conntrack)
    inputs.push(conntrackBlocks({ signal, notice, ...(conntrackNetns !== undefined && { namespace: conntrackNetns }) }))
  return inputs
}

const watchedOf = (
  paths: readonly string[],
  { docker, containerd, kubernetes, host, conntrack, receive }: Options,
): string[] => [
  ...paths,
  ...(docker === undefined ? [] : ['the Docker engine']),
  ...(containerd === undefined ? [] : ['containerd']),
  ...(kubernetes === undefined ? [] : ['the Kubernetes cluster']),
  ...(host === undefined ? [] : ['this host']),
  ...(conntrack === undefined ? [] : ['its connections']),
  ...(receive === undefined ? [] : ['what is delivered']),
]

function millisecondsOf(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > MOST_MILLISECONDS)
    throw new InvalidArgumentError(`a whole number of milliseconds, up to ${MOST_MILLISECONDS}`)
  return number
}
const MOST_MILLISECONDS = 10_000

function recallOf(text: string): number {
  const recall = parseRecall(text)
  if (recall === undefined) throw new InvalidArgumentError('a whole number and one of s, m, h, d: 90m')
  return recall
}
