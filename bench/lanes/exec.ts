/** The `exec` lane: process starts on Linux in Sigma's names of fields, about 870 bytes each. */
import type { Random } from '../random.ts'
import { type Cluster, timeAt } from './cluster.ts'
import { everyday, suspicious } from './exec-commands.ts'

/** One process start; `bad` asks for one worth a look. */
export function makeExec(random: Random, cluster: Cluster, index: number, bad: boolean): object {
  const pod = random.pick(cluster.pods)
  const [parent, image, line] = bad ? random.pick(suspicious) : random.often(everyday)
  const hex64 = random.hex(64)
  const hex8 = random.hex(8)
  const blanks = {
    hex64: () => hex64,
    hex8: () => hex8,
    app: () => pod.container,
    port: () => random.between(1024, 61000),
    byte: () => random.between(1, 255),
    number: () => random.between(1000, 99999),
    suffix: () => random.suffix(5),
    uuid: () => pod.uid,
  }
  const parentId = random.between(300, 400_000)
  const user = random.often(['root', 'root', 'www-data', 'node', 'postgres', 'nobody', 'app'])
  return {
    product: 'linux',
    category: 'process_creation',
    service: 'tetragon',
    time: timeAt(index, random),
    EventId: `exec-${index}`,
    Computer: pod.node,
    ProcessId: parentId + random.between(1, 40),
    ProcessGuid: Buffer.from(`${pod.node}:${index}:${parentId}`).toString('base64'),
    Image: random.fill(image, blanks),
    CommandLine: random.fill(line, blanks),
    CurrentDirectory: random.often(['/', '/srv/app', '/usr/src/app', '/var/lib/kubelet', `/work/${hex8}`, '/root']),
    User: user,
    Uid: user === 'root' ? 0 : random.between(100, 70000),
    ParentProcessId: parentId,
    ParentImage: parent,
    ParentCommandLine: random.chance(0.5) ? parent : `${parent} -c /etc/${pod.container}/${pod.container}.yaml`,
    flags: random.chance(0.8) ? 'execve clone' : 'execve rootcwd clone inInitTree',
    container: {
      id: pod.containerId,
      name: pod.container,
      image: pod.image,
    },
    pod: {
      namespace: pod.namespace,
      name: pod.name,
      workload: pod.workload,
      kind: pod.kind,
    },
  }
}
