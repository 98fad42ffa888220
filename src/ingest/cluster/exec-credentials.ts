/** Credentials that a program gives (ExecCredential of client.authentication.k8s.io), as clouds' kubeconfigs have it. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { JsonObject } from '../../model/record.ts'
import { InputError } from '../input/errors.ts'
import { listAt, objectAt, textAt, textsAt } from '../read.ts'
import type { Credentials, Proof } from './credentials.ts'
import { parsed } from './json.ts'

const VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']
/** Milliseconds: until the program must have answered, and how long before its end a proof is replaced. */
const PATIENCE = 60_000
const EARLY = 30_000

const run = promisify(execFile)

export interface ExecSurroundings {
  /** The kubeconfig that names the program. */
  readonly file: string
  /** What a program may want to know of the cluster (`spec.cluster` of ExecCredential). */
  readonly cluster: JsonObject
}

interface Given {
  readonly proof: Proof
  /** Epoch milliseconds. */
  readonly until: number
}

/**
 * Runs the program when there is no proof yet, when the last one ends, and when it was refused. Nobody is there to answer
 * questions: a program that asks is refused here. Throws InputError.
 */
export function execCredentials(exec: JsonObject, { file, cluster }: ExecSurroundings): Credentials {
  const [command, version] = [textAt(exec, 'command'), textAt(exec, 'apiVersion') ?? '']
  const refuse = (wrong: string): never => {
    throw new InputError(file, `the program ${command ?? ''} that gives credentials ${wrong}`)
  }
  if (command === undefined) return refuse('is not named (exec.command)')
  if (!VERSIONS.includes(version))
    return refuse(`speaks ${version || 'no version'}; give one of ${VERSIONS.join(', ')}`)
  if (exec['interactiveMode'] === 'Always') return refuse('wants a person at a terminal; use a service account token')
  const variables = listAt(exec, 'env').flatMap((each): [string, string][] => {
    const name = textAt(each, 'name')
    return name === undefined ? [] : [[name, textAt(each, 'value') ?? '']]
  })
  const spec = { interactive: false, ...(exec['provideClusterInfo'] === true && { cluster }) }
  const question = JSON.stringify({ apiVersion: version, kind: 'ExecCredential', spec })
  const env = { ...process.env, ...Object.fromEntries(variables), KUBERNETES_EXEC_INFO: question }

  const ask = async (): Promise<Given> => {
    const { stdout } = await run(command, textsAt(exec, 'args'), { env, timeout: PATIENCE }).catch((cause: unknown) => {
      // What it printed may hold what must not be told.
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer'
      throw new InputError(file, `the program ${command} that gives credentials failed (${code}); run it by hand`, {
        cause,
      })
    })
    const status = objectAt(parsed(stdout), 'status')
    const [token, cert, key] = ['token', 'clientCertificateData', 'clientKeyData'].map((name) => textAt(status, name))
    if (token === undefined && (cert === undefined || key === undefined))
      throw new InputError(file, `the program ${command} gave no credentials (no ExecCredential with a status)`)
    const until = Date.parse(textAt(status, 'expirationTimestamp') ?? '')
    return {
      proof: { ...(token !== undefined && { token }), ...(cert !== undefined && key !== undefined && { cert, key }) },
      until: Number.isNaN(until) ? Infinity : until - EARLY,
    }
  }
  let given: Given | undefined
  let asking: Promise<Given> | undefined
  return {
    async current(refused) {
      const isGood = given && given.proof !== refused && Date.now() < given.until
      if (given && isGood) return given.proof
      // Twenty watches ask at once: the program runs once.
      asking ??= ask().finally(() => {
        asking = undefined
      })
      given = await asking
      return given.proof
    },
  }
}
