/** Takes a container off all its networks; which they were, and as what, is kept first. */
import { defineResponder, engine, isContainerId, kept, podsHolding } from 'tallyman/responder'

const networks = kept('container', 'NetworkSettings.Networks')

export const responder = defineResponder({
  id: 'container-isolated',
  title: 'Isolate container',
  phase: 'containment',
  target: 'container',
  permissions: [
    { engine: ['GET /containers/{id}/json', 'POST /networks/{id}/disconnect', 'POST /networks/{id}/connect'] },
  ],
  plan: (target, facts) => {
    const { uid: container } = target
    if (!isContainerId(container))
      return { cannot: 'the records do not give the id by which its engine knows the container' }
    const [pod] = podsHolding(facts, target)
    if (pod)
      return { cannot: `it is part of pod ${pod.uid}, and it has the network of its pod: isolate the pod instead` }
    return [engine.inspect({ container, keep: 'container' }), engine.disconnect({ container, networks })]
  },
  undo: ({ uid: container }) => [engine.connect({ container, networks })],
  limits: [
    'A container on the network of the host or of another container cannot be taken off it: pause it instead.',
    'It can still be reached through the engine (exec), shared volumes and sockets that are mounted into it.',
    'An intruder who holds the engine can connect it again.',
    'Open connections break, and the application may notice.',
  ],
})
