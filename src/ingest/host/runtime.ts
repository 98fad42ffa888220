/** Which programs carry a process into a container, by the names of their files: who may rename those owns the host anyway. */
import type { Sight } from './sight.ts'

const RUNTIMES = /^(?:runc|crun|youki|runsc|(?:docker-)?containerd(?:-shim[\w-]*)?|dockerd|conmon|conmonrs|crio)$/
/** They become the container's process themselves: until they execute it, they are nobody's. */
const ENTERING = /^(?:runc|crun|youki)$/

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/**
 * `/usr/sbin/runc`; of a program that runs from memory what it called that, `/memfd:runc_cloned:/proc/self/exe`; of one that executed
 * itself, or what it has open, its first word; of one whose file cannot be named any more what it calls itself, `runc:[2:INIT]`.
 */
function nameOf({ exe = '/', args, name }: Sight): string {
  if (/^\/(?:proc\/self|dev)\/(?:exe|fd\/\d+)$/.test(exe)) return lastPart(args[0] ?? '')
  const file = /^\/memfd:(\w+?)(?:_cloned)?(?::|$)/.exec(exe)?.[1] ?? lastPart(exe)
  return file === '' ? name.replace(/:.*$/, '') : file
}

export const isRuntime = (sight: Sight): boolean => RUNTIMES.test(nameOf(sight))
export const isEntering = (sight: Sight): boolean => ENTERING.test(nameOf(sight))
