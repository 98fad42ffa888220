/** Sigma's own names for what is seen on a host, so that a rule of a category reads every sensor of processes. */
import type { View } from '../model/event.ts'
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

export const processView = (process: Process): View => ({
  logsource: PROCESS_CREATION,
  fields: present({
    ...whose(process),
    CurrentDirectory: process.cwd,
    ParentImage: process.parent?.exe,
    ParentCommandLine: process.parent?.command,
    ParentProcessId: process.ppid,
  }),
})

/** A file that was made or written. */
export const fileView = (process: Process, path: string): View => ({
  logsource: FILE_EVENT,
  fields: present({ ...whose(process), TargetFilename: path }),
})

/** Both ends of a connection; a sensor of system calls knows the far one alone. */
export interface Connection {
  readonly isInitiated: boolean
  readonly protocol?: string | undefined
  readonly from?: { readonly ip?: string | undefined; readonly port?: number | undefined } | undefined
  readonly to?: { readonly ip?: string | undefined; readonly port?: number | undefined } | undefined
}

export const processConnectionView = (process: Process, { isInitiated, protocol, from, to }: Connection): View => ({
  logsource: LINUX_CONNECTION,
  fields: present({
    ...whose(process),
    Protocol: protocol,
    Initiated: String(isInitiated),
    SourceIp: from?.ip,
    SourcePort: from?.port,
    DestinationIp: to?.ip,
    DestinationPort: to?.port,
  }),
})

const whose = ({ exe, command, user, pid }: Process) => ({
  Image: exe,
  CommandLine: command,
  User: user,
  ProcessId: pid,
})
