/** Tetragon's events told again in Sigma's taxonomy, so that Sigma's rules about processes, connections and files read them. */
import {
  fileView,
  numberAt,
  processConnectionView,
  processView,
  textAt,
  type JsonObject,
  type Process,
  type View,
} from 'tallyman/source'
import type { Activity } from './activity.ts'
import type { Arguments } from './arguments.ts'
import { commandOf, userOf, type Happening } from './happening.ts'

const MADE = new Set(['Create', 'Update', 'Rename'])

export function viewsOf(
  { kind, process, ancestors, call = kind }: Happening,
  activity: Activity,
  args: Arguments,
): View[] {
  if (kind === 'process_exec') return [processView(() => processOf(process, ancestors[0]))]
  const of = processOf(process, ancestors[0])
  const { class_name, activity_name } = activity
  if (class_name === 'File System Activity')
    return MADE.has(activity_name) ? args.paths.slice(-1).map((path) => fileView(of, path)) : []
  if (class_name !== 'Network Activity' || activity_name !== 'Open' || args.socket?.to.ip === undefined) return []
  const isInitiated = !call.includes('accept')
  const { from, to, protocol } = args.socket
  // Of a socket that was accepted, the far end is the source.
  return [
    processConnectionView(of, { isInitiated, protocol, from: isInitiated ? from : to, to: isInitiated ? to : from }),
  ]
}

const processOf = (process: JsonObject, parent: JsonObject | undefined): Process => ({
  exe: textAt(process, 'binary'),
  command: commandOf(process),
  cwd: textAt(process, 'cwd'),
  user: userOf(process),
  pid: numberAt(process, 'pid'),
  ...(parent && {
    ppid: numberAt(parent, 'pid'),
    parent: { exe: textAt(parent, 'binary'), command: commandOf(parent) },
  }),
})
