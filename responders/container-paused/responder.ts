/** Stops every process of a container where it stands; memory and files stay as they are. */
import { defineResponder, engine, isContainerId } from 'tallyman/responder'

export const responder = defineResponder({
  id: 'container-paused',
  title: 'Pause container',
  phase: 'containment',
  target: 'container',
  permissions: [{ engine: ['POST /containers/{id}/pause', 'POST /containers/{id}/unpause'] }],
  plan: ({ uid: container }) => {
    if (!isContainerId(container)) return { cannot: 'the records do not give the id of the container' }
    return [engine.pause({ container })]
  },
  undo: ({ uid: container }) => [engine.unpause({ container })],
  limits: [
    'Its service stands still, and its connections stay open until the other side gives up.',
    'A liveness probe fails meanwhile: Kubernetes kills a paused container, and its evidence with it. For engines without Kubernetes.',
    'What already left the container (a process on the host, another container) runs on.',
    'An intruder who holds the engine can unpause it.',
  ],
})
