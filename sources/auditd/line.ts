/** One line of the audit log, taken apart into its fields, under the names that the log gives them. */
import { fieldsOf } from './fields.ts'

export interface AuditLine {
  /** `audit(1492752522.985:8972)`: which event it is of. */
  readonly msg: string
  /** The host, where auditd writes it (`name_format`). */
  readonly node: string | undefined
  /** Epoch milliseconds. */
  readonly time: number
  readonly type: string
  /** In their order, the type first; names may be anything. */
  readonly fields: ReadonlyMap<string, string>
}

const LINE =
  /^(?:node=(\S{1,255}) )?type=(\w{1,64}|UNKNOWN\[\d{1,5}\]) msg=(audit\((\d{1,12})\.(\d{3}):\d{1,20}\)):?(?= |$)/
/** What begins as a line of this log does, but may be damaged. */
const BEGINNING = /^(?:node=\S{1,255} )?type=[A-Z]\w{0,63}(?:\[\d{1,5}\])? msg=/

export const beginsAuditLine = (text: string): boolean => BEGINNING.test(text)

/** `undefined` where the line does not say which event it is of. */
export function readAuditLine(text: string): AuditLine | undefined {
  const found = LINE.exec(text)
  if (!found) return undefined
  const [head, node, type = '', msg = '', seconds, milliseconds] = found
  const fields = fieldsOf(type, text.slice(head.length))
  return { msg, node, time: Number(seconds) * 1000 + Number(milliseconds), type, fields }
}
