/** Lines of the audit log -> events: the lines of one event, which the lines of others may stand between. */
import { present, type JsonObject, type LineReader, type TextRecord } from 'tallyman/source'
import { joinArguments } from './arguments.ts'
import { beginsAuditLine, readAuditLine } from './line.ts'

// An event's lines are written within milliseconds of each other, though not in order, and few events at a time.
const MAX_OPEN = 64
/** In milliseconds of the events' own time, and in lines since its last. */
const MAX_AGE = { time: 2000, lines: 8 }
// In characters. An execve takes two megabytes of arguments, in hexadecimal digits; other lines are short.
const MAX_HELD = 16 * 1024 * 1024

interface OpenEvent {
  readonly line: number
  readonly time: number
  readonly msg: string
  readonly node: string | undefined
  readonly records: JsonObject[]
  size: number
  /** How many lines were read when its last one came. */
  touched: number
}

export function createAuditReader(): LineReader {
  const open = new Map<string, OpenEvent>()
  let held = 0
  let seen = 0

  const close = (key: string): TextRecord[] => {
    const event = open.get(key)
    open.delete(key)
    held -= event?.size ?? 0
    return event && event.records.length > 0 ? [{ line: event.line, value: valueOf(event) }] : []
  }
  const closeAged = (time: number): TextRecord[] =>
    [...open].flatMap(([key, event]) => {
      const isOld = Math.abs(time - event.time) >= MAX_AGE.time && seen - event.touched >= MAX_AGE.lines
      return isOld ? close(key) : []
    })
  const closeOldest = (): TextRecord[] => {
    const found: TextRecord[] = []
    for (const key of open.keys()) if (open.size > MAX_OPEN || held > MAX_HELD) found.push(...close(key))
    return found
  }

  return {
    line(text, number) {
      const line = readAuditLine(text)
      if (!line) {
        if (!beginsAuditLine(text)) return undefined
        return [{ line: number, fault: 'does not say which audit event it is of' }]
      }
      const { type, time, msg, node } = line
      const key = `${node ?? ''} ${msg}`
      seen += 1
      const aged = closeAged(time)
      const event = open.get(key) ?? { line: number, time, msg, node, records: [], size: 0, touched: 0 }
      if (type !== 'EOE') event.records.push(Object.fromEntries(line.fields))
      event.size += text.length
      event.touched = seen
      held += text.length
      open.set(key, event)
      return [...aged, ...(isLast(type) ? close(key) : closeOldest())]
    },
    end: () => [...open.keys()].flatMap((key) => close(key)),
  }
}

// The kernel ends an event of a system call with the title of its process; EOE follows where auditd tells it at all.
const LAST = new Set(['EOE', 'PROCTITLE'])
// Of what programs say, each line is an event. So begin the names of its types.
const ALONE =
  /^(?:USER|CRED|ACCT|ADD|DEL|GRP|CHGRP|CHUSER|ROLE|SERVICE|SYSTEM|DAEMON|CRYPTO|LABEL|TRUSTED|TEST|USYS|RESP|VIRT|SOFTWARE)/

const isLast = (type: string): boolean => LAST.has(type) || ALONE.test(type)

const valueOf = ({ msg, node, records }: OpenEvent): JsonObject =>
  present({ msg, node, records: joinArguments(records) })
