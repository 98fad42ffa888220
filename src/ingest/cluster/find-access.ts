/** Finds out how to reach a cluster, where kubectl looks and in its order. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { InputError } from '../input/errors.ts'
import type { ClusterAccess, Environment } from './access.ts'
import { inClusterAccess } from './in-cluster.ts'
import { kubeconfigAccess } from './kubeconfig.ts'

export interface AccessOptions {
  /** A context of the kubeconfig; its current one where it is not said. `in-cluster`: the service account of the pod that we run in. */
  readonly context?: string
  /** The file, instead of those that KUBECONFIG names, or ~/.kube/config. */
  readonly kubeconfig?: string
}

const IN_CLUSTER = 'in-cluster'

/** Throws InputError. */
export function findAccess(
  { context, kubeconfig }: AccessOptions,
  environment: Environment = process.env,
): ClusterAccess {
  if (context === IN_CLUSTER) return inClusterAccess(environment)
  const usual = join(environment['HOME'] ?? homedir(), '.kube', 'config')
  const named =
    kubeconfig === undefined
      ? (environment['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '')
      : [kubeconfig]
  // Of several that are named some may be missing; of those that are the only word, none.
  const present = named.filter((file) => existsSync(file))
  const files = present.length > 0 ? present : named
  if (files.length > 0) return kubeconfigAccess(files, context)
  if (existsSync(usual)) return kubeconfigAccess([usual], context)
  if (context === undefined && environment['KUBERNETES_SERVICE_HOST']) return inClusterAccess(environment)
  throw new InputError(
    'kubernetes',
    `there is no kubeconfig (looked for ${usual}); set KUBECONFIG, give --kubeconfig FILE, or run in a pod with a service account`,
  )
}
