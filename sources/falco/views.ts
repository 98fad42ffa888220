/** Alerts about system calls, told again in Sigma's taxonomy, so that Sigma's rules about processes and connections read them. */
import { present, type JsonObject, type View } from 'tallyman/source'
import { numberOf, type FalcoAlert } from './alert.ts'

export const PROCESS_CREATION = { product: 'linux', category: 'process_creation' } as const
export const NETWORK_CONNECTION = { product: 'linux', category: 'network_connection' } as const

const SPAWN = new Set(['execve', 'execveat', 'clone', 'clone3', 'fork', 'vfork'])
const OUTWARD = new Set(['connect', 'sendto', 'sendmsg', 'sendmmsg'])
const INWARD = new Set(['accept', 'accept4', 'recvfrom', 'recvmsg', 'recvmmsg'])

/** What kind of thing an alert is about is told by the system call alone: a process that opens a file has a command line too. */
export function viewsOf(alert: FalcoAlert): View[] {
  if (alert.source !== 'syscall') return []
  const type = alert.field('evt.type') ?? ''
  if (isSpawn(alert)) return [{ logsource: PROCESS_CREATION, fields: processFields(alert) }]
  if (OUTWARD.has(type) || INWARD.has(type)) return connection(alert, OUTWARD.has(type))
  return []
}

export const isSpawn = ({ source, field }: FalcoAlert): boolean =>
  source === 'syscall' && SPAWN.has(field('evt.type') ?? '')

const processFields = ({ field }: FalcoAlert): JsonObject =>
  present({
    Image: field('proc.exepath') ?? field('proc.exe') ?? field('proc.name'),
    CommandLine: field('proc.cmdline'),
    ParentImage: field('proc.pexepath') ?? field('proc.pexe') ?? field('proc.pname'),
    ParentCommandLine: field('proc.pcmdline'),
    User: field('user.name'),
    ProcessId: numberOf(field('proc.pid')),
    ParentProcessId: numberOf(field('proc.ppid')),
    CurrentDirectory: field('proc.cwd'),
  })

/** Falco's client and server ends; where its rule prints only local and remote, the direction says which is which. */
function connection({ field }: FalcoAlert, outward: boolean): View[] {
  const named = endsOf(field('fd.name'))
  const [near, far] = outward ? (['l', 'r'] as const) : (['r', 'l'] as const)
  const end = (own: 'c' | 's', side: 'l' | 'r', at: 0 | 1, part: 'ip' | 'port'): string | undefined =>
    field(`fd.${own}${part}`) ?? field(`fd.${side}${part}`) ?? named?.[at]?.[part]
  const DestinationIp = end('s', far, 1, 'ip')
  // A socket of the file system is no network.
  if (DestinationIp === undefined) return []
  const fields = present({
    Image: field('proc.exepath') ?? field('proc.exe') ?? field('proc.name'),
    CommandLine: field('proc.cmdline'),
    User: field('user.name'),
    ProcessId: numberOf(field('proc.pid')),
    Protocol: field('fd.l4proto'),
    Initiated: String(outward),
    SourceIp: end('c', near, 0, 'ip'),
    SourcePort: numberOf(end('c', near, 0, 'port')),
    DestinationIp,
    DestinationPort: numberOf(end('s', far, 1, 'port')),
    DestinationHostname: field('fd.sip.name'),
  })
  return [{ logsource: NETWORK_CONNECTION, fields }]
}

interface End {
  readonly ip: string
  readonly port: string
}

/** `10.0.0.5:52344->10.96.0.1:443`, from client to server. */
function endsOf(name: string | undefined): readonly [End, End] | undefined {
  const [client, server, ...more] = (name ?? '').split('->').map(endOf)
  return client && server && more.length === 0 ? [client, server] : undefined
}

function endOf(text: string): End | undefined {
  const colon = text.lastIndexOf(':')
  const port = text.slice(colon + 1)
  return colon > 0 && /^\d{1,5}$/.test(port) ? { ip: text.slice(0, colon), port } : undefined
}
