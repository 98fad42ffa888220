/** Whether the token that a pod was given is used from somewhere else: neither from the pod's address nor from its node's. */
import type { Event } from '../model/event.ts'
import type { Place } from '../model/record.ts'
import { createRecent } from '../stream/recent.ts'
import { WINDOW } from './asked.ts'
import { credentialOf, type Heard } from './heard.ts'
import { holdersOf } from './holders.ts'
import type { Manifest } from './manifest.ts'
import type { Thing } from './thing.ts'

export interface CredentialUse {
  readonly principal: string
  readonly credential: string | undefined
  /** `shop/web-7d9`: whose it is. */
  readonly pod: string
  readonly address: string
  readonly at: number
  readonly place: Place
}

/** `elsewhere`: the addresses of the pod and of its node are known, and this was none of them. */
interface CredentialVerdict {
  readonly state: 'elsewhere' | 'unknown'
  readonly use: CredentialUse
}

export interface Credentials {
  observe(event: Event): void
  /** Those of which it is certain now: what tells of a pod's address may come after its first request. */
  settled(): CredentialVerdict[]
}

/** Uses that wait for an answer, and those that were answered; the ones longest ago are forgotten first. */
const USES = 10_000
/** Milliseconds of event time: when the same use is told of again. */
const AGAIN = 3_600_000
/** Milliseconds for which the address of a pod may still be told. */
const PATIENCE = 15_000

export function createCredentials(manifest: Manifest, heard: Heard): Credentials {
  const waiting = createRecent<string, CredentialUse>(USES)
  const answered = createRecent<string, number>(USES)
  let due = Infinity

  const standing = ({ pod: uid, address, at }: CredentialUse): 'there' | CredentialVerdict['state'] => {
    const pod = manifest.find('pod', uid)
    const node = pod && manifest.objectOf(pod, 'runs-on', 'node', at)
    const from = manifest.find('address', address)
    const holders = from ? holdersOf(from, manifest, at) : []
    if (holders.some((holder) => holder === node || holder === pod || isPartOf(holder, pod, manifest, at)))
      return 'there'
    return pod && node && hasAddress(pod) && hasAddress(node) ? 'elsewhere' : 'unknown'
  }

  return {
    observe(event) {
      const use = useOf(event)
      if (!use) return
      const key = `${use.pod} ${use.credential ?? use.principal} ${use.address}`
      if (use.at - (answered.get(key) ?? -Infinity) <= AGAIN || waiting.get(key)) return
      if (standing(use) === 'there') {
        answered.set(key, use.at)
        return
      }
      waiting.set(key, use)
      due = Math.min(due, use.at + PATIENCE)
    },
    settled() {
      if (heard.api.until - WINDOW.late < due) return []
      due = Infinity
      const certain: CredentialVerdict[] = []
      for (const use of waiting.values()) {
        if (heard.api.until - WINDOW.late < use.at + PATIENCE) {
          due = Math.min(due, use.at + PATIENCE)
          continue
        }
        const key = `${use.pod} ${use.credential ?? use.principal} ${use.address}`
        waiting.delete(key)
        answered.set(key, use.at)
        const state = standing(use)
        if (state !== 'there') certain.push({ state, use })
      }
      return certain
    },
  }
}

const hasAddress = ({ words }: Thing): boolean => words.some(({ relation }) => relation === 'has-address')
const isPartOf = (holder: Thing, pod: Thing | undefined, manifest: Manifest, at: number): boolean =>
  pod !== undefined && manifest.objectOf(holder, 'part-of', 'pod', at) === pod

/** A client may say any address but the last one, from which it connects. Of a token that it does not accept the server knows no pod. */
function useOf(event: Event): CredentialUse | undefined {
  if (event.class_name !== 'API Activity') return undefined
  const claims = credentialOf(event)
  if (claims?.pod === undefined) return undefined
  const { entities, time: at, place } = event
  const principal = entities.find(({ type, role }) => type === 'principal' && role === 'actor')?.uid
  const addresses = entities.filter(({ type, role }) => type === 'address' && role !== 'target')
  const address = (addresses.find(({ role }) => role === 'context') ?? addresses[0])?.uid
  if (principal === undefined || address === undefined) return undefined
  return { principal, credential: claims.id, pod: claims.pod, address, at, place }
}
