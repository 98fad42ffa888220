/** Ends and removes a container of the engine; its volumes stay. */
import { defineResponder, engine, isContainerId } from 'tallyman/responder'

export const responder = defineResponder({
  id: 'container-removed',
  title: 'Remove container',
  phase: 'eradication',
  target: 'container',
  permissions: [{ engine: ['DELETE /containers/{id}'] }],
  plan: ({ uid: container }) => {
    if (!isContainerId(container))
      return { cannot: 'the records do not give the id by which its engine knows the container' }
    return [engine.remove({ container })]
  },
  undo: { irreversible: 'the processes, memory and files of the container are gone' },
  limits: [
    'What starts containers (compose, a swarm, the kubelet, systemd) may start another of the same image at once.',
    'Its image, volumes and networks stay: what the intruder left there stays too.',
    'Processes that left the container run on.',
  ],
})
