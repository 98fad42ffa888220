/** Which files are one log: those that were rotated away, and those of the containers of one node, which come and go. */

/**
 * `audit.log.2.gz`, `audit.log-20260131` and the API server's `audit-2026-01-31T10-00-00.000.log` are `audit.log`. What the container
 * 4f2c... writes is `/var/lib/docker/containers/*`, of a pod `/var/log/pods/*`: that it ends is no sensor's silence.
 */
export const logOf = (file: string): string => CONTAINER_LOG.exec(file)?.[1]?.concat('/*') ?? unrotated(file)

/** Docker's, and those that the kubelet makes or links. */
const CONTAINER_LOG = /^(.*\/(?:docker\/containers|data\/containers|log\/pods|log\/containers))\/[^/]/

const unrotated = (file: string): string =>
  file
    .replace(/\.(?:gz|zst|bz2|xz)$/, '')
    .replace(/-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}(\.[a-z]+)?$/, '$1')
    .replace(/(\.[a-z]+)(?:\.\d{1,3}|[.-]\d{8}(?:-?\d{2,6})?)$/, '$1')
