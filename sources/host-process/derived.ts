/** What rules read of a process beside the record's own fields. */
import { numberAt, objectAt, present, textAt, textsAt, whereaboutsDerived, type JsonObject } from 'tallyman/source'
import type { Happening, Program } from './happening.ts'

export function derivedOf(happening: Happening, raw: JsonObject): JsonObject {
  const { kind, program, process, ancestors, container, inTree, isWritten, opening } = happening
  const shared = textsAt(process, 'host_namespaces')
  const namespaces = objectAt(process, 'namespaces')
  return present({
    kind,
    command: program.command,
    args: program.args.length === 0 ? undefined : program.args,
    exe: program.exe,
    exe_written: isWritten || undefined,
    cwd: textAt(process, 'cwd'),
    parents: commandsOf(ancestors),
    user: program.user,
    login: program.login,
    session: program.session,
    was_running: kind === 'found' || undefined,
    in_init_tree: inTree,
    opened_by: opening?.by,
    opened_from: opening && commandsOf(opening.from),
    entering: raw['entering'] === true || undefined,
    ...whereaboutsDerived(container === undefined ? {} : { container: { id: container } }),
    container_known_by: textAt(raw, 'container.by'),
    joined: textAt(raw, 'joined.container'),
    joined_namespaces: textAt(raw, 'joined.container') && textsAt(raw, 'joined.namespaces'),
    descends_from: textAt(raw, 'descends_from'),
    host_namespaces: namespaces && shared,
    // Nothing of what it sees is its own: where it is told of a container, that one is no wall.
    on_host: namespaces && shared.length > 0 ? shared.length === Object.keys(namespaces).length : undefined,
    capabilities: textAt(process, 'capabilities'),
    seccomp: numberAt(process, 'seccomp'),
    to: objectAt(raw, 'to'),
    // A name of 108 bytes at most, in the file system that the process sees.
    socket: textAt(raw, 'to.path'),
    truncated: process['cut'] === true || undefined,
    exit_code: numberAt(raw, 'exit_code'),
  })
}

/** The nearest first. */
function commandsOf(programs: readonly Program[]): readonly string[] | undefined {
  const commands = programs.map(({ command }) => command).filter((command) => command !== undefined)
  return commands.length === 0 ? undefined : commands
}
