/** The container that a control group is of, by the names that engines give them. */

/**
 * Docker, containerd, CRI-O and Podman, with systemd or without, on version 1 or 2, name the group after the container's sixty-four hex
 * digits; Fargate has thirty-two and a number. What stands after them is of the container's own making.
 */
const ID = /(?:^|[/:-])([0-9a-f]{64}|[0-9a-f]{32}-[0-9]{8,12})(?=\.scope|\/|$)/g
/** Beside the container runs what watches over it. */
const MONITOR = /-conmon-$/

/** The innermost: a container in a container is its own. */
export function containerOfCgroup(path: string): string | undefined {
  const found = [...path.matchAll(ID)].filter((match) => !MONITOR.test(path.slice(0, match.index + 1)))
  return found.at(-1)?.[1]
}

/** Of the groups in `/proc/PID/cgroup` the one that says most: one for each hierarchy of version 1, one in all of version 2. */
export function readCgroup(text: string): string {
  const paths = text.split('\n').map((line) => line.split(':').slice(2).join(':'))
  const naming = paths.filter((path) => containerOfCgroup(path) !== undefined)
  return (naming.length > 0 ? naming : paths).reduce(
    (longest, path) => (path.length > longest.length ? path : longest),
    '',
  )
}
