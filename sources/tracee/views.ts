/** Tracee's events told again in Sigma's taxonomy, so that Sigma's rules about processes, files, connections and names read them. */
import {
  dnsView,
  fileView,
  httpViews,
  numberAt,
  processConnectionView,
  processView,
  textAt,
  type Flow,
  type Process,
  type View,
} from 'tallyman/source'
import { pathOf, type Activity } from './activity.ts'
import { lookupOf, requestOf } from './conversation.ts'
import { commandOf, exeOf, whereaboutsOf, type Happening } from './happening.ts'

const STARTS = new Set(['sched_process_exec', 'execve', 'execveat'])
const MADE = new Set(['Create', 'Update', 'Rename'])

export function viewsOf(happening: Happening, { class_name, activity_name }: Activity, flow: Flow | undefined): View[] {
  const { name, result = 0 } = happening
  const process = processOf(happening)
  if (STARTS.has(name)) return result === 0 ? [processView(process)] : []
  if (class_name === 'File System Activity') {
    const path = pathOf(happening)
    return path !== undefined && result >= 0 && MADE.has(activity_name) ? [fileView(process, path)] : []
  }
  return flow ? conversationViews(happening, process, flow, activity_name) : []
}

function conversationViews(happening: Happening, process: Process, flow: Flow, activity_name: string): View[] {
  const [lookup, request] = [lookupOf(happening), requestOf(happening)]
  if (lookup) return [dnsView(lookup, flow)]
  // An answer alone does not say what was asked for.
  if (request) return request.method === undefined ? [] : httpViews(request, flow)
  if (activity_name !== 'Open' || (flow.to.ip ?? flow.from.ip) === undefined) return []
  return [processConnectionView(process, { isInitiated: !happening.name.includes('accept'), ...flow })]
}

const processOf = (happening: Happening): Process => ({
  exe: exeOf(happening),
  command: commandOf(happening),
  cwd: textAt(happening.args, 'cwd'),
  user: whereaboutsOf(happening).user,
  // As the host counts them: in a container many processes have the number 1.
  pid: numberAt(happening.record, 'hostProcessId'),
  ppid: numberAt(happening.record, 'hostParentProcessId'),
})
