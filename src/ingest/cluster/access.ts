/** Where a cluster's API is, and as whom it is asked. */
import type { Credentials } from './credentials.ts'

export interface ClusterAccess {
  /** What people call the cluster. */
  readonly cluster: string
  /** With the path that a proxy in front of the API may want before its own. */
  readonly server: URL
  /** Whom to trust, in PEM; whom the machine trusts where it is not said. */
  readonly ca?: string
  /** The name in the server's certificate, where it is not that of the address. */
  readonly serverName?: string
  readonly credentials: Credentials
}

export type Environment = { readonly [name: string]: string | undefined }
