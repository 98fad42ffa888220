/** The `flow` lane: network connections on Linux in Sigma's names of fields, about 510 bytes each. */
import type { Random } from '../random.ts'
import { type Cluster, timeAt } from './cluster.ts'

const programs = [
  '/usr/local/bin/node',
  '/usr/lib/jvm/java-21/bin/java',
  '/usr/sbin/nginx',
  '/usr/local/bin/python3.13',
]
const hosts = ['api.example.com', 'db-1.data.svc.cluster.local', 'cache.shop.svc.cluster.local', 'metrics.example.com']
const strange: { Image?: string; DestinationHostname?: string; DestinationPort?: number }[] = [
  { Image: '/bin/bash', DestinationPort: 443 },
  { DestinationHostname: 'pool.minexmr.com', DestinationPort: 3333 },
  { DestinationHostname: 'x7f.tunnel.eu.ngrok.com', DestinationPort: 443 },
  { DestinationHostname: 'proxy.localto.net', DestinationPort: 8080 },
  { DestinationPort: 4444 },
  { DestinationPort: 51820 },
]

/** One connection; `bad` asks for one worth a look. */
export function makeFlow(random: Random, cluster: Cluster, index: number, bad: boolean): object {
  const pod = random.pick(cluster.pods)
  const other = random.pick(cluster.pods)
  const inside = !bad && random.chance(0.85)
  const outside = random.chance(0.1)
    ? `2001:db8:${random.hex(4)}::${random.hex(4)}`
    : `198.51.${random.between(0, 256)}.${random.between(1, 255)}`
  return {
    product: 'linux',
    category: 'network_connection',
    service: 'hubble',
    time: timeAt(index, random),
    EventId: `flow-${index}`,
    Computer: pod.node,
    Image: random.often(programs),
    ProcessId: random.between(300, 400_000),
    Protocol: random.often(['tcp', 'tcp', 'tcp', 'udp']),
    Initiated: random.chance(0.6) ? 'true' : 'false',
    SourceIp: pod.ip,
    SourcePort: random.between(32768, 60999),
    DestinationIp: inside ? other.ip : outside,
    DestinationPort: random.often([443, 8080, 5432, 53, 6379, 9090, 9092, 80]),
    DestinationHostname: inside ? random.often(hosts) : '',
    verdict: random.often(['FORWARDED', 'FORWARDED', 'FORWARDED', 'DROPPED']),
    bytes: random.between(40, 2_000_000),
    source: { namespace: pod.namespace, workload: pod.workload },
    destination: inside ? { namespace: other.namespace, workload: other.workload } : { identity: 2 },
    ...(bad ? { Initiated: 'true', ...random.pick(strange) } : {}),
  }
}
