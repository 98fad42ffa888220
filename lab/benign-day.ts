/** A working day of the same estate, nobody's harm meant: releases, scaling, jobs, a scanner, people at their work. */
import { composed, deployEstate, image, manifest } from './estate.ts'
import type { Estate } from './estate.ts'
import type { GroundTruth } from './ground-truth.ts'
import { argv, pause } from './people.ts'

const audit = 'kubernetes-audit'
const engine = 'docker-engine'

export async function benignDay(truth: GroundTruth, estate: Estate): Promise<void> {
  await deployEstate(truth, estate)
  const begins = 'The administrator starts the autoscaler and the scanner'
  await truth.benign('day-begins', 'admin', begins, [audit, engine], async () => {
    await estate.admin.run(argv`kubectl apply -f -`, { input: manifest('day') })
  })
  // The pipeline, the people on call and the administrator do not wait for one another.
  await Promise.all([pipeline(truth, estate), onCall(truth, estate), administration(truth, estate)])
  await pause(20)
}

async function pipeline(truth: GroundTruth, estate: Estate): Promise<void> {
  const { ci } = estate
  const release = async (name: 'web' | 'orders', version: string) => {
    await estate.build(name, version)
    const released = image(`shop/${name}`, version)
    const latest = image(`shop/${name}`, 'latest')
    await ci.run(argv`docker tag ${released} ${latest}`)
    await ci.run(argv`docker push -q ${latest}`)
    await ci.run(argv`kubectl -n shop set image deployment/${name} ${name}=${released}`)
    await ci.run(argv`kubectl -n shop rollout status deployment/${name} --timeout=90s`)
  }
  await pause(10)
  const web = 'The pipeline releases web 1.4.3'
  await truth.benign('release-web', 'ci', web, [audit, engine], () => release('web', '1.4.3'))
  await pause(30)
  const orders = 'The pipeline releases orders 2.0.2'
  await truth.benign('release-orders', 'ci', orders, [audit, engine], () => release('orders', '2.0.2'))

  const preview = 'A preview of a change lives in a namespace of its own, and all in it goes with it'
  await truth.benign('preview', 'ci', preview, [audit, engine], async () => {
    await ci.run(argv`kubectl create namespace preview-318`)
    await ci.run(argv`kubectl -n preview-318 create deployment web --image=${image('shop/web', '1.4.3')}`)
    await ci.run(argv`kubectl -n preview-318 rollout status deployment/web --timeout=60s`)
    await pause(30)
    await ci.run(argv`kubectl delete namespace preview-318`)
  })
  await truth.benign(
    'release-undone',
    'ci',
    'A release of web does not start and is undone',
    [audit, engine],
    async () => {
      await ci.run(argv`kubectl -n shop set image deployment/web web=${image('shop/web', '1.4.4')}`)
      await ci.run(argv`kubectl -n shop rollout status deployment/web --timeout=25s`)
      await ci.run(argv`kubectl -n shop rollout undo deployment/web`)
      await ci.run(argv`kubectl -n shop rollout status deployment/web --timeout=60s`)
    },
  )
  const compose = 'The mailer is created, joined to its second network before it starts, as compose does'
  await truth.benign('compose', 'ci', compose, [engine], async () => {
    await ci.run(argv`docker create ${composed('mailer')} --network shop_front ${image('shop/orders', '2.0.2')}`)
    await ci.run(argv`docker network connect --alias mailer shop_data shop_mailer_1`)
    await ci.run(argv`docker start shop_mailer_1`)
  })
  await backup(truth, estate, 1)
  await truth.benign('edge-renewed', 'ci', 'The edge is replaced by a new release of its image', [engine], async () => {
    await ci.run(argv`docker rm -f shop_edge_1`)
    await ci.run(argv`docker run -d ${composed('edge')} --network shop_front ${image('shop/orders', '2.0.2')}`)
  })
  await pause(15)
  const again = 'The pipeline releases web 1.4.4, which starts now'
  await truth.benign('release-again', 'ci', again, [audit, engine], () => release('web', '1.4.4'))
  await backup(truth, estate, 2)
}

/** What the host's own clock starts: a container of a few seconds, in the ledger's network from the start. */
function backup(truth: GroundTruth, { ci }: Estate, time: number): Promise<void> {
  return truth.benign(
    `backup-${time}`,
    'ci',
    "The ledger's backup runs in a container of a few seconds",
    [engine],
    async () => {
      const command = 'cat /etc/db/db.conf; sleep 4'
      await ci.run(
        argv`docker run --rm ${composed('backup')} --network shop_data ${image('shop/db', '14.2')} sh -c ${command}`,
      )
    },
  )
}

async function onCall(truth: GroundTruth, estate: Estate): Promise<void> {
  const { alice } = estate
  await pause(20)
  await truth.benign('on-call', 'alice', 'Alice on call looks at the shop', [audit], async () => {
    await alice.run(argv`kubectl -n shop get pods -o wide`)
    await alice.run(argv`kubectl -n shop get deployments`)
    await alice.run(argv`kubectl -n shop get events`)
    await alice.run(argv`kubectl -n shop logs deployment/web --tail=20`)
  })
  await pause(60)
  const diagnosis = 'Alice runs one command in a pod of web, to see which release answers'
  await truth.benign('diagnosis', 'alice', diagnosis, [audit, engine], async () => {
    const pod = estate.pod('shop', 'web')
    await alice.run(argv`kubectl -n shop describe pod ${pod}`)
    await alice.run(argv`kubectl -n shop exec ${pod} -- wget -q -O - http://127.0.0.1:8080/`)
    return { namespace: 'shop', pod }
  })
  await pause(50)
  const dashboard = 'Alice forwards a port to the dashboard and looks at it'
  await truth.benign('dashboard', 'alice', dashboard, [audit], () =>
    alice.during(argv`kubectl -n platform port-forward deployment/dashboard 18080:8080`, async () => {
      await alice.run(argv`curl -s --noproxy * http://127.0.0.1:18080/`)
      await pause(10)
    }),
  )
  await pause(50)
  const watched = 'Alice follows the logs of orders, asks if she may delete pods, and looks at all pods'
  await truth.benign('logs-watched', 'alice', watched, [audit], async () => {
    await alice.during(argv`kubectl -n shop logs -f deployment/orders`, () => pause(15))
    await alice.run(argv`kubectl auth can-i delete pods -n platform`)
    await alice.run(argv`kubectl get pods --all-namespaces`)
  })
}

async function administration(truth: GroundTruth, estate: Estate): Promise<void> {
  const { admin } = estate
  await pause(45)
  const nodes = 'The administrator looks at the nodes and at what runs where'
  await truth.benign('nodes', 'admin', nodes, [audit], async () => {
    await admin.run(argv`kubectl get nodes -o wide`)
    await admin.run(argv`kubectl get pods --all-namespaces -o wide`)
    await admin.run(argv`kubectl describe node node1`)
  })
  const housekeeping = 'The administrator sets a label, a longer patience of the guard, and a reader'
  await truth.benign('housekeeping', 'admin', housekeeping, [audit], async () => {
    await admin.run(argv`kubectl label namespace shop cost-center=4711`)
    const patience = '[{"op":"replace","path":"/webhooks/0/timeoutSeconds","value":5}]'
    await admin.run(argv`kubectl patch validatingwebhookconfiguration policy-guard --type=json -p ${patience}`)
    await admin.run(argv`kubectl -n shop create rolebinding auditors --clusterrole=view --group=auditors`)
  })
  await pause(60)
  const agent = 'The administrator rolls the node agent, which is privileged, over the node'
  await truth.benign('agent-updated', 'admin', agent, [audit, engine], async () => {
    await admin.run(argv`kubectl -n kube-system set env daemonset/node-agent INTERVAL=60`)
    await admin.run(argv`kubectl -n kube-system rollout status daemonset/node-agent --timeout=60s`)
  })
  await pause(40)
  const renewed = "The administrator renews the database's password and restarts it"
  await truth.benign('secret-renewed', 'admin', renewed, [audit, engine], async () => {
    const secret = JSON.stringify({ stringData: { password: 'another-that-is-not-real' } })
    await admin.run(argv`kubectl -n shop patch secret db-login -p ${secret}`)
    await admin.run(argv`kubectl -n shop rollout restart statefulset/orders-db`)
    await admin.run(argv`kubectl -n shop rollout status statefulset/orders-db --timeout=60s`)
  })
}
