/** Receives what others deliver: at several addresses, over HTTP and as syslog, each delivery durable before it is answered. */
import type { Source } from '../source.ts'
import type { ListenAddress } from './address.ts'
import { createAdmission } from './admission.ts'
import { createAuditDoor } from './audit-door.ts'
import { createBudget } from './budget.ts'
import { createDeliver, type Put } from './delivery.ts'
import { createHttpListener } from './http-listener.ts'
import { LIMITS, type Limits } from './limits.ts'
import type { Listener } from './listener.ts'
import { createOtlpDoor } from './otlp/otlp-door.ts'
import { createRecordsDoor } from './records-door.ts'
import { createRefusalLog } from './refusal-log.ts'
import { createIdentify, type Sender } from './sender.ts'
import { createSyslogListener } from './syslog/syslog-listener.ts'
import type { ServerTls } from './tls.ts'

/** Who may deliver, and what we show them; read again when it changes. */
export interface Credentials {
  readonly senders: readonly Sender[]
  /** Needed where an address has TLS. */
  readonly tls?: ServerTls
}

export interface ReceiverOptions {
  readonly addresses: readonly ListenAddress[]
  readonly credentials: Credentials
  readonly sources: ReadonlyMap<string, Source>
  readonly put: Put
  /** Told what the operator should know: what was refused, mostly. */
  readonly notice: (words: string) => void
  readonly limits?: Partial<Limits>
}

export interface Receiver {
  /** With the ports that the system chose. */
  readonly addresses: readonly string[]
  renew(credentials: Credentials): void
  /** Takes no more; resolves when all that was taken is answered. */
  close(): Promise<void>
}

/** Rejects with InputError where an address cannot be listened on. */
export async function createReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { addresses, credentials, sources, put, notice } = options
  const limits = { ...LIMITS, ...options.limits }
  let identify = createIdentify(credentials.senders)
  const [deliver, admission] = [createDeliver(put), createAdmission(sources)]
  const doors = [createAuditDoor, createRecordsDoor, createOtlpDoor].map((create) => create(deliver, admission))
  const shared = {
    identify: (...shown: Parameters<typeof identify>) => identify(...shown),
    limits,
    budget: createBudget(limits),
    refusals: createRefusalLog(notice),
  }
  const listeners: Listener[] = []
  const close = async (): Promise<void> => {
    await Promise.all(listeners.map((each) => each.close()))
  }
  try {
    for (const address of addresses) {
      const own = { ...shared, address, ...(address.hasTls && { tls: credentials.tls }) }
      listeners.push(
        await (address.scheme.startsWith('http')
          ? createHttpListener(doors, own)
          : createSyslogListener(deliver, admission, own)),
      )
    }
  } catch (error) {
    await close()
    throw error
  }
  return {
    addresses: listeners.map(({ address }) => address),
    renew({ senders, tls }) {
      identify = createIdentify(senders)
      for (const listener of listeners) listener.renew(tls)
    },
    close,
  }
}
