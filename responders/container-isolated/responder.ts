/** Takes a container off all its networks; which they were, and as what, is kept first. */
import { defineResponder, engine, isContainerId, kept } from 'tallyman/responder'

const networks = kept('container', 'NetworkSettings.Networks')

export const responder = defineResponder({
  id: 'container-isolated',
  title: 'Isolate container',
  phase: 'containment',
  target: 'container',
  permissions: [
    { engine: ['GET /containers/{id}/json', 'POST /networks/{id}/disconnect', 'POST /networks/{id}/connect'] },
  ],
  plan: ({ uid: container }) => {
    if (!isContainerId(container)) return { cannot: 'the records do not give the id of the container' }
    return [engine.inspect({ container, keep: 'container' }), engine.disconnect({ container, networks })]
  },
  undo: ({ uid: container }) => [engine.connect({ container, networks })],
  limits: [
    'A container on the network of the host or of another container cannot be taken off it: pause it instead.',
    'A container of Kubernetes has its network from its pod: isolate the pod instead.',
    'It can still be reached through the engine (exec), shared volumes and sockets that are mounted into it.',
    'An intruder who holds the engine can connect it again.',
    'Open connections break, and the application may notice.',
  ],
})
