/** Sigma's own names for what is seen on a host, so that a rule of a category reads every sensor of processes. */
import type { View } from '../model/event.ts'
import { lazyView, type Lazy } from '../model/lazy.ts'
import { present } from './present.ts'
import { LINUX_CONNECTION } from './taxonomy.ts'

export const PROCESS_CREATION = { product: 'linux', category: 'process_creation' } as const
export const FILE_EVENT = { product: 'linux', category: 'file_event' } as const

/** A process, as far as its sensor knows it. */
export interface Process {
  /** The path of its file. */
  readonly exe?: string | undefined
  /** Secrets redacted. */
  readonly command?: string | undefined
  readonly cwd?: string | undefined
  readonly user?: string | undefined
  readonly pid?: number | undefined
  readonly ppid?: number | undefined
  readonly parent?: Pick<Process, 'exe' | 'command'> | undefined
}

/** The process is asked for when the view is read. */
export const processView = (process: Lazy<Process>): View =>
  lazyView(PROCESS_CREATION, () => {
    const read = typeof process === 'function' ? process() : process
    return present({
      ...whose(read),
      CurrentDirectory: read.cwd,
      ParentImage: read.parent?.exe,
      ParentCommandLine: read.parent?.command,
      ParentProcessId: read.ppid,
    })
  })

/** A file that was made or written. */
export const fileView = (process: Process, path: string): View =>
  lazyView(FILE_EVENT, () => present({ ...whose(process), TargetFilename: path }))

/** Both ends of a connection; a sensor of system calls knows the far one alone. */
export interface Connection {
  readonly isInitiated: boolean
  readonly protocol?: string | undefined
  readonly from?: { readonly ip?: string | undefined; readonly port?: number | undefined } | undefined
  readonly to?: { readonly ip?: string | undefined; readonly port?: number | undefined } | undefined
}

export const processConnectionView = (process: Process, { isInitiated, protocol, from, to }: Connection): View =>
  lazyView(LINUX_CONNECTION, () =>
    present({
      ...whose(process),
      Protocol: protocol,
      Initiated: String(isInitiated),
      SourceIp: from?.ip,
      SourcePort: from?.port,
      DestinationIp: to?.ip,
      DestinationPort: to?.port,
    }),
  )

const whose = ({ exe, command, user, pid }: Process) => ({
  Image: exe,
  CommandLine: command,
  User: user,
  ProcessId: pid,
})
