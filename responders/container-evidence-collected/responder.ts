/** Keeps what a container is, runs, wrote and changed, without running anything inside it. */
import { defineResponder, engine, host, isContainerId } from 'tallyman/responder'

export const responder = defineResponder({
  id: 'container-evidence-collected',
  title: 'Collect the evidence of container',
  phase: 'evidence',
  target: 'container',
  permissions: [
    {
      engine: [
        'GET /containers/{id}/json',
        'GET /containers/{id}/logs',
        'GET /containers/{id}/changes',
        'GET /containers/{id}/export',
      ],
    },
    { host: ['read /proc'] },
  ],
  plan: ({ uid: container }) => {
    if (!isContainerId(container))
      return { cannot: 'the records do not give the id by which its engine knows the container' }
    return [
      // What passes soonest comes first.
      host.processes({ container, keep: 'processes' }),
      engine.inspect({ container, keep: 'container' }),
      engine.changes({ container, keep: 'changes' }),
      engine.logs({ container, keep: 'logs' }),
      engine.export({ container, keep: 'files' }),
    ]
  },
  undo: () => [],
  limits: [
    'Memory is not in it, nor are mounted volumes: an export holds the layers of the container only.',
    'A container that runs on changes while it is read: isolate or pause it afterwards, not before, or its connections are gone.',
    'A container that was started with --rm and has ended is gone: then only what the engine told of it is left.',
    'An export is as large as all files of the container: see to room for it.',
  ],
})
