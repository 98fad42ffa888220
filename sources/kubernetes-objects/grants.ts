/** What the containers of a pod may be given and run by its specification, in the words that sources of engines have for what they were given. */
import {
  grantsOf,
  hostConfig,
  hostPath,
  listAt,
  textAt,
  textsAt,
  valueAt,
  type JsonObject,
  type Mount,
} from 'tallyman/source'

/** What the kubelet of Docker's days calls the container that holds a pod together. */
const SANDBOX = 'POD'

/** Of one pod, and not of what makes pods. What it does not forbid it allows. */
export function grantsOfPod(pod: JsonObject, containers: readonly JsonObject[]): JsonObject {
  const of = (container: JsonObject): string[] => grantsOfContainer(pod, container, textAt(container, 'name') ?? '')
  const sandbox = { securityContext: { privileged: containers.some(isPrivileged) } }
  const said = containers.filter((container) => isCommandSaid(container))
  return {
    grants: [...containers.flatMap(of), ...grantsOfContainer(pod, sandbox, SANDBOX)],
    commanded: said.map((container) => textAt(container, 'name')),
    commands: said.map((container) => `${textAt(container, 'name')}: ${commandOf(container)}`),
  }
}

const isPrivileged = (container: JsonObject): boolean => valueAt(container, 'securityContext.privileged') === true

function grantsOfContainer(pod: JsonObject, container: JsonObject, name: string): string[] {
  const isOf = (field: string): boolean => valueAt(pod, field) === true
  const config = hostConfig({
    privileged: false,
    host_namespaces: [
      ...(isOf('hostNetwork') ? ['network', 'uts'] : []),
      ...(isOf('hostPID') ? ['pid'] : []),
      ...(isOf('hostIPC') ? ['ipc'] : []),
      ...(valueAt(pod, 'hostUsers') === false ? [] : ['user']),
    ],
    mounts: mountsOf(pod, container),
    capabilities: textsAt(container, 'securityContext.capabilities.add'),
    unconfined: [
      ...(isConfined(pod, container, 'seccompProfile') ? [] : ['seccomp']),
      ...(isConfined(pod, container, 'appArmorProfile') ? [] : ['apparmor']),
      ...(isOf('hostPID') || isOf('hostIPC') ? ['label'] : []),
      ...(textAt(container, 'securityContext.procMount') === 'Unmasked' ? ['systempaths'] : []),
    ],
    devices: [],
  })
  // A sandbox has an image of its own.
  const grants = grantsOf(name, config, name === SANDBOX || !isUnprivilegedUser(pod, container))
  return isPrivileged(container) ? [...grants, `${name}: privileged`] : grants
}

/** The container's own word goes before that of its pod. */
const settingOf = (pod: JsonObject, container: JsonObject, field: string): unknown =>
  valueAt(container, `securityContext.${field}`) ?? valueAt(pod, `securityContext.${field}`)

function isConfined(pod: JsonObject, container: JsonObject, profile: string): boolean {
  const type = settingOf(pod, container, `${profile}.type`)
  return type !== undefined && type !== 'Unconfined'
}

function isUnprivilegedUser(pod: JsonObject, container: JsonObject): boolean {
  const user = settingOf(pod, container, 'runAsUser')
  return typeof user === 'number' ? user !== 0 : settingOf(pod, container, 'runAsNonRoot') === true
}

/** Folders of the node; what a volume of another kind is, the specification does not say. */
function mountsOf(pod: JsonObject, container: JsonObject): Mount[] {
  const paths = new Map(
    listAt(pod, 'volumes').flatMap((volume) => {
      const [name, path] = [textAt(volume, 'name'), textAt(volume, 'hostPath.path')]
      return name === undefined || path === undefined ? [] : [[name, path] as const]
    }),
  )
  return listAt(container, 'volumeMounts').flatMap((mount) => {
    const path = paths.get(textAt(mount, 'name') ?? '')
    if (path === undefined) return []
    const [destination = '', read_only] = [textAt(mount, 'mountPath'), valueAt(mount, 'readOnly') === true]
    return { type: 'bind', source: hostPath(path), destination, read_only }
  })
}

/** Without `command` the image says what runs; what the kubelet puts in for variables, or what was redacted, nobody can compare. */
const isCommandSaid = (container: JsonObject): boolean =>
  textsAt(container, 'command').length > 0 && !/\$\(|\$\$|\[redacted/.test(commandOf(container))

const commandOf = (container: JsonObject): string =>
  [...textsAt(container, 'command'), ...textsAt(container, 'args')].join(' ').trim()
