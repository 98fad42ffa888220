/** The credentials of the pod that we run in: those of its service account, which the kubelet puts there. */
import { readFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import { InputError } from '../input/errors.ts'
import type { ClusterAccess, Environment } from './access.ts'
import { fileCredentials } from './credentials.ts'

const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount'
const NAME = 'in-cluster'

/** Throws InputError. */
export function inClusterAccess(environment: Environment, folder = FOLDER): ClusterAccess {
  const host = environment['KUBERNETES_SERVICE_HOST']
  const port = environment['KUBERNETES_SERVICE_PORT'] || '443'
  if (!host)
    throw new InputError(
      `kubernetes:${NAME}`,
      'this is no pod (KUBERNETES_SERVICE_HOST is not set); give a context of a kubeconfig',
    )
  const missing = (cause: unknown): InputError =>
    new InputError(
      `kubernetes:${NAME}`,
      `needs the service account's token and ca.crt in ${folder}; do not set automountServiceAccountToken: false for this pod`,
      { cause },
    )
  try {
    return {
      cluster: environment['TALLYMAN_CLUSTER'] || NAME,
      server: new URL(`https://${isIPv6(host) ? `[${host}]` : host}:${port}`),
      ca: readFileSync(join(folder, 'ca.crt'), 'utf8'),
      credentials: fileCredentials(join(folder, 'token'), missing),
    }
  } catch (cause) {
    throw missing(cause)
  }
}
