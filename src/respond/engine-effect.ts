/** What can be done by a container engine, on the node that it runs on, and by asking people. */
import { z } from 'zod'
import { defineEffect, keptShape, quoted, showKept } from './effect.ts'

/** The engine's own id: a name could be another container's tomorrow. */
const container = z.string().regex(/^[0-9a-f]{12,64}$/, 'is no id of a container')
const image = z.string().regex(/^[\w][\w.:/@-]{0,254}$/, 'is no name of an image')
const keep = z.string()

export const isContainerId = (uid: string): boolean => container.safeParse(uid).success
export const isImageName = (name: string): boolean => image.safeParse(name).success

const reading = (name: string, call: string, command: (container: string) => string) =>
  defineEffect(`engine.${name}`, z.strictObject({ container, keep }), ({ container, keep }) => ({
    changes: false,
    commands: [command(container)],
    note: `kept as ${keep}`,
    permissions: [`engine ${call}`],
  }))

const changing = (name: string, call: string, command: (container: string) => string) =>
  defineEffect(`engine.${name}`, z.strictObject({ container }), ({ container }) => ({
    changes: true,
    commands: [command(container)],
    permissions: [`engine ${call}`],
  }))

/** `networks`: those that the kept description names, each with the aliases and addresses that it had. */
const joining = (name: string, command: string) =>
  defineEffect(
    `engine.network-${name}`,
    z.strictObject({ container, networks: keptShape }),
    ({ container, networks }) => ({
      changes: true,
      commands: [`docker network ${command} NETWORK ${container}`],
      note: `for each NETWORK in ${showKept(networks)}`,
      permissions: [`engine POST /networks/{id}/${name}`],
    }),
  )

const inspectImage = defineEffect('engine.inspect-image', z.strictObject({ image, keep }), ({ image, keep }) => ({
  changes: false,
  commands: [`docker image inspect ${quoted(image)}`],
  note: `kept as ${keep}`,
  permissions: ['engine GET /images/{name}/json'],
}))

/** Gives an image another name, one that no other image has. */
const tag = defineEffect('engine.tag', z.strictObject({ id: keptShape, as: image }), ({ id, as }) => ({
  changes: true,
  commands: [`docker image tag ID ${quoted(as)}`],
  note: `ID is ${showKept(id)}; fails where another image has the name`,
  permissions: ['engine GET /images/{name}/json', 'engine POST /images/{name}/tag'],
}))

/** Takes a name from an image that has another; the image itself stays. */
const untag = defineEffect('engine.untag', z.strictObject({ id: keptShape, name: image }), ({ id, name }) => ({
  changes: true,
  commands: [`docker image rm --no-prune ${quoted(name)}`],
  note: `only while it names ${showKept(id)}`,
  permissions: ['engine GET /images/{name}/json', 'engine DELETE /images/{name}'],
}))

export const engine = {
  inspect: reading('inspect', 'GET /containers/{id}/json', (id) => `docker inspect --type container --size ${id}`),
  logs: reading('logs', 'GET /containers/{id}/logs', (id) => `docker logs --timestamps ${id}`),
  changes: reading('changes', 'GET /containers/{id}/changes', (id) => `docker diff ${id}`),
  export: reading('export', 'GET /containers/{id}/export', (id) => `docker export ${id}`),
  disconnect: joining('disconnect', 'disconnect --force'),
  connect: joining('connect', 'connect'),
  pause: changing('pause', 'POST /containers/{id}/pause', (id) => `docker pause ${id}`),
  unpause: changing('unpause', 'POST /containers/{id}/unpause', (id) => `docker unpause ${id}`),
  remove: changing('remove', 'DELETE /containers/{id}', (id) => `docker rm --force ${id}`),
  inspectImage,
  tag,
  untag,
}

/** Keeps what runs in a container, as its node sees it: nothing is run inside, and the engine tells of no `top`. */
const processes = defineEffect('host.processes', z.strictObject({ container, keep }), ({ container, keep }) => ({
  changes: false,
  commands: [`grep --files-with-matches --fixed-strings ${container} /proc/[0-9]*/cgroup`],
  note: `of each process found: status, cmdline, exe, open files, net/tcp, net/tcp6, net/udp, net/unix; kept as ${keep}`,
  permissions: ['host read /proc'],
}))

export const host = { processes }

/** Asks a person. The answer is a decision about the incident. */
const ask = defineEffect(
  'person.ask',
  z.strictObject({ person: z.string(), question: z.string() }),
  ({ person, question }) => ({
    changes: false,
    commands: [`# ask ${quoted(person)}: ${quoted(question)}`],
    permissions: [],
  }),
)

export const person = { ask }
