/** The estate that every scenario plays in: a small shop on one node, its people, and how it is built and deployed. */
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import type { GroundTruth } from './ground-truth.ts'
import { argv, createPerson, pause, setting } from './people.ts'
import type { Person, Ran } from './people.ts'

const registry = 'registry.shop.example:5000'
export const image = (name: string, version: string) => `${registry}/${name}:${version}`

export interface Estate {
  admin: Person
  alice: Person
  ci: Person
  mallory: Person
  /** Builds an image of the shop as the pipeline does, and pushes it. */
  build(name: 'web' | 'orders' | 'db' | 'toolbox', version: string): Promise<void>
  /** The name of a pod with the label app=APP in NAMESPACE. */
  pod(namespace: string, app: string): string
  /** The engine's id of a container of a pod. */
  container(pod: string, container: string): string
  /** The address of a pod. */
  address(pod: string): string
}

export const manifest = (name: string) => readFileSync(`${import.meta.dirname}/estate/${name}.yaml`, 'utf8')

export function createEstate(truth: GroundTruth): Estate {
  const kubectl = setting('LAB_KUBECTL')
  // Alice has a recent kubectl, where the machine has one: it opens exec and port-forward by WebSocket first.
  const recent = process.env['LAB_RECENT_KUBECTL'] || kubectl
  const tell = (person: string, ran: Ran) => truth.tell(person, ran)
  const people = {
    admin: createPerson('admin', kubectl, tell),
    alice: createPerson('alice', recent, tell),
    ci: createPerson('ci', kubectl, tell),
    mallory: createPerson('mallory', kubectl, tell),
  }
  // Names are asked of the engine, not of the API server: a listing leaves no record there.
  const listing = (labels: string[], shown: string) => {
    const filters = labels.flatMap((label) => ['--filter', `label=${label}`])
    const answer = execFileSync('docker', ['ps', '--no-trunc', ...filters, '--format', shown], { encoding: 'utf8' })
    const [first = ''] = answer.split('\n')
    if (first === '') throw new Error(`no container has the labels ${labels.join(', ')}`)
    return first
  }

  const estate: Estate = {
    ...people,
    async build(name, version) {
      const folder = `${setting('LAB_STATE')}/build/${name}`
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true })
      cpSync(`${import.meta.dirname}/estate/images/${name}`, folder, { recursive: true })
      if (name === 'web') chmodSync(`${folder}/db-client`, 0o755)
      if (name === 'toolbox') copyFileSync(kubectl, `${folder}/kubectl`)
      const tag = image(name === 'toolbox' ? 'platform/toolbox' : `shop/${name}`, version)
      await people.ci.run(argv`docker build -q -t ${tag} --build-arg VERSION=${version} .`, { folder })
      await people.ci.run(argv`docker push -q ${tag}`)
    },
    pod(namespace, app) {
      const labels = argv`io.kubernetes.pod.namespace=${namespace} io.kubernetes.container.name=POD app=${app}`
      return listing(labels, '{{.Label "io.kubernetes.pod.name"}}')
    },
    container(pod, container) {
      return listing([`io.kubernetes.pod.name=${pod}`, `io.kubernetes.container.name=${container}`], '{{.ID}}')
    },
    address(pod) {
      const shown = '{{.NetworkSettings.Networks.bridge.IPAddress}}'
      const command = argv`inspect --format ${shown} ${estate.container(pod, 'POD')}`
      return execFileSync('docker', command, { encoding: 'utf8' }).trim()
    },
  }
  return estate
}

/** The prelude of every scenario: images, the platform, the shop, and two plain containers beside the cluster. */
export async function deployEstate(truth: GroundTruth, estate: Estate): Promise<void> {
  const { admin, ci } = estate
  const audit = 'kubernetes-audit'
  const engine = 'docker-engine'
  await truth.benign('images', 'ci', 'The pipeline builds and pushes the images', [engine], async () => {
    await ci.run(argv`docker tag busybox:1.35 ${image('platform/base', '1.35')}`)
    await ci.run(argv`docker push -q ${image('platform/base', '1.35')}`)
    await estate.build('web', '1.4.2')
    await estate.build('orders', '2.0.1')
    await estate.build('db', '14.2')
    await estate.build('toolbox', '2.1')
  })
  const platform = 'The administrator sets up the platform, and gives the group dev a role that is too generous'
  await truth.benign('platform', 'admin', platform, [audit, engine], async () => {
    await admin.run(argv`kubectl apply -f -`, { input: manifest('platform') })
    await admin.run(argv`kubectl apply -f -`, { input: manifest('access') })
  })
  await truth.benign('shop', 'ci', 'The pipeline deploys the shop', [audit, engine], async () => {
    await ci.run(argv`kubectl apply -f -`, { input: manifest('shop') })
    for (const deployment of ['web', 'orders']) {
      await ci.run(argv`kubectl -n shop rollout status deployment/${deployment} --timeout=90s`)
    }
  })
  const beside = 'The pipeline starts the edge and the ledger beside the cluster, each in a network from the start'
  await truth.benign('edge', 'ci', beside, [engine], async () => {
    const project = argv`--label com.docker.compose.project=shop`
    await ci.run(argv`docker network create ${project} --subnet 10.30.1.0/24 shop_front`)
    await ci.run(argv`docker network create ${project} --subnet 10.30.2.0/24 --internal shop_data`)
    await ci.run(argv`docker run -d ${composed('edge')} --network shop_front ${image('shop/orders', '2.0.1')}`)
    await ci.run(argv`docker run -d ${composed('ledger')} --network shop_data ${image('shop/db', '14.2')}`)
  })
  await pause(2)
}

/** The name and the labels that compose gives a container of the shop. */
export function composed(service: string): string[] {
  const labels = argv`--label com.docker.compose.project=shop --label com.docker.compose.service=${service}`
  return argv`${labels} --name shop_${service}_1`
}
