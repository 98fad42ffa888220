/** One address that speaks syslog over TCP (RFC 6587) or TLS (RFC 5425). Nothing is answered: who sends too fast is not read. */
import net, { type Socket } from 'node:net'
import tls from 'node:tls'
import { parseSyslog } from '../../syslog.ts'
import type { Admission } from '../admission.ts'
import type { Deliver } from '../delivery.ts'
import type { ListenerOptions } from '../http-listener.ts'
import { innerLine } from '../json.ts'
import { closeServer, listen, type Listener } from '../listener.ts'
import type { Sender } from '../sender.ts'
import { certificateOf, tlsOptions } from '../tls.ts'
import { createFraming } from './framing.ts'

const KEEP_ALIVE = 60_000
/** `<`. */
const PRIORITY = 0x3c
/** Before JSON, as some loggers mark it. */
const COOKIE = /^\s*@cee:\s*/

/** Rejects with InputError where nobody can listen there. */
export async function createSyslogListener(
  deliver: Deliver,
  admission: Admission,
  { address, tls: keys, identify, limits, refusals }: ListenerOptions,
): Promise<Listener> {
  /** What is being served, each with the end of it. */
  const serving = new Map<Socket, Promise<void>>()
  let isClosing = false

  const keep = async (messages: readonly Buffer[], sender: Sender): Promise<void> => {
    const received = new Date().toISOString()
    const lines = messages.flatMap((message) => lineOf(message.toString('utf8'), received, admission, sender) ?? [])
    if (lines.length < messages.length)
      refusals.told(`syslog ${sender.name}`, `dropped what ${sender.name} may not deliver: syslog as such`)
    if (lines.length > 0) await deliver(`syslog:${sender.name}`, Buffer.from(`${lines.join('\n')}\n`), lines.length)
  }
  const serve = async (socket: Socket): Promise<void> => {
    try {
      const sender = identify({ certificate: certificateOf(socket), isLoopback: address.isLoopback })
      const onTooLong = (): void =>
        refusals.told(`long ${sender.name}`, `dropped a message of ${sender.name}: longer than ${limits.message} bytes`)
      const framing = createFraming({ maxMessage: limits.message, onTooLong })
      let isSyslog = false
      const take = async (messages: readonly Buffer[]): Promise<void> => {
        // A page in a browser can send to loopback what looks like messages further down.
        if (messages[0] && !isSyslog && messages[0][0] !== PRIORITY)
          throw new Error('it does not begin with a priority')
        isSyslog ||= messages.length > 0
        await keep(messages, sender)
      }
      // Nothing more is read until the disk has what was.
      for await (const chunk of socket) await take(framing.push(chunk as Buffer))
      await take(framing.end())
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (!isClosing) refusals.told('syslog', `ended a connection of syslog: ${reason}`)
    } finally {
      socket.destroy()
      serving.delete(socket)
    }
  }
  const accept = (socket: Socket): void => {
    socket.setKeepAlive(true, KEEP_ALIVE)
    serving.set(socket, serve(socket))
  }
  const server = keys ? tls.createServer(tlsOptions(keys), accept) : net.createServer(accept)
  server.maxConnections = limits.connections
  server.on('drop', () => refusals.told('drop', `refused a connection: there are ${limits.connections} already`))
  server.on('tlsClientError', (error: Error) =>
    refusals.told('tls', `a connection ended before TLS began (${error.message})`),
  )
  const heard = await listen(server, address, refusals)
  return {
    address: heard,
    renew: (renewed) => renewed && server instanceof tls.Server && server.setSecureContext(tlsOptions(renewed)),
    async close() {
      isClosing = true
      const ends = [...serving.values()]
      for (const socket of serving.keys()) socket.destroy()
      await Promise.all([closeServer(server, () => {}), ...ends])
    },
  }
}

/** The record that the message holds, as its origin wrote it, where the sender may deliver that; or the message and when it came. */
function lineOf(syslog: string, received: string, admission: Admission, sender: Sender): string | undefined {
  const isKnown = (value: unknown): boolean => admission.isKnown(value, sender)
  const inner = innerLine(parseSyslog(syslog).message.replace(COOKIE, ''), isKnown)
  if (inner !== undefined) return inner
  const own = { syslog, received }
  return isKnown(own) ? JSON.stringify(own) : undefined
}
