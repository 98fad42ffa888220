/** Stops every process of a container where it stands; memory and files stay as they are. */
import { defineResponder, engine, isContainerId, podsHolding } from 'tallyman/responder'

export const responder = defineResponder({
  id: 'container-paused',
  title: 'Pause container',
  phase: 'containment',
  target: 'container',
  permissions: [{ engine: ['POST /containers/{id}/pause', 'POST /containers/{id}/unpause'] }],
  plan: (target, facts) => {
    const { uid: container } = target
    if (!isContainerId(container))
      return { cannot: 'the records do not give the id by which its engine knows the container' }
    const [pod] = podsHolding(facts, target)
    if (pod)
      return {
        cannot: `it is part of pod ${pod.uid}, and its liveness probe would fail, and Kubernetes kill it: isolate the pod instead`,
      }
    return [engine.pause({ container })]
  },
  undo: ({ uid: container }) => [engine.unpause({ container })],
  limits: [
    'Its service stands still, and its connections stay open until the other side gives up.',
    'A container of Kubernetes must not be paused: its liveness probe fails, and it is killed with its evidence. Where the records tell, none is.',
    'What already left the container (a process on the host, another container) runs on.',
    'An intruder who holds the engine can unpause it.',
  ],
})
