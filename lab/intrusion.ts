/** The intrusion: stolen credentials of a developer, from a question about rights to a replaced image and cut traces. */
import { deployEstate, image } from './estate.ts'
import type { Estate } from './estate.ts'
import type { Attack, GroundTruth } from './ground-truth.ts'
import { bridgeBoundary, leaveAtOnce, replaceImage, runInContainers } from './intrusion-engine.ts'
import {
  addEphemeral,
  askRights,
  bindClusterAdmin,
  createPrivilegedInit,
  deleteEvents,
} from './intrusion-kubernetes.ts'
import {
  execInService,
  forwardDatabase,
  listResources,
  useShortLivedPod,
  weakenGuards,
} from './intrusion-kubernetes.ts'
import { argv, pause, setting } from './people.ts'

export async function intrusion(truth: GroundTruth, estate: Estate): Promise<void> {
  const { admin, alice, ci } = estate
  const attack: Attack = (facts, act) => truth.step({ ...facts, actor: 'mallory', from: '203.0.113.66' }, act)
  await deployEstate(truth, estate)
  await truth.benign('look-around', 'alice', 'Alice on call looks at the shop', ['kubernetes-audit'], async () => {
    await alice.run(argv`kubectl -n shop get pods -o wide`)
    await alice.run(argv`kubectl -n shop logs deployment/web --tail=5`)
  })

  await askRights(attack, estate)
  await listResources(attack, estate)
  await pause(3)
  await useShortLivedPod(attack, estate)
  const web = estate.pod('shop', 'web')
  const webContainer = estate.container(web, 'web')
  await execInService(attack, estate, web)
  const both = ['kubernetes-audit', 'docker-engine']
  await truth.benign('rollout', 'ci', 'The pipeline rolls out a new release of orders', both, async () => {
    await estate.build('orders', '2.0.2')
    await ci.run(argv`kubectl -n shop set image deployment/orders orders=${image('shop/orders', '2.0.2')}`)
    await ci.run(argv`kubectl -n shop rollout status deployment/orders --timeout=60s`)
  })
  await forwardDatabase(attack, estate)
  await addEphemeral(attack, estate, web)
  const holder = await createPrivilegedInit(attack, estate)
  await weakenGuards(attack, estate)
  await bindClusterAdmin(attack, estate)
  await runInContainers(attack, estate, holder, webContainer)
  await replaceImage(attack, estate, holder, webContainer)
  await bridgeBoundary(attack, estate, holder)
  await leaveAtOnce(attack, estate, holder)
  await deleteEvents(attack, estate, holder)

  const restarted = 'The pipeline restarts web: its new pods run the image that was replaced'
  await truth.benign('restart', 'ci', restarted, both, async () => {
    await ci.run(argv`kubectl -n shop rollout restart deployment/web`)
    await ci.run(argv`kubectl -n shop rollout status deployment/web --timeout=60s`)
  })
  await truth.benign('look-again', 'admin', 'The administrator looks at the nodes', ['kubernetes-audit'], async () => {
    await admin.run(argv`kubectl get nodes`)
  })
  await pause(Number(setting('LAB_SETTLE')))
}
