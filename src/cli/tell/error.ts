/** An error for people: what is wrong and where. The stack only for a defect of ours. */
import { printable } from './terminal.ts'

/** Errors of ours have a code of ours; whatever else comes up is a defect, and its stack is wanted. */
export function sayError(error: unknown): string {
  if (!(error instanceof Error)) return `tallyman: ${printable(String(error))}\n`
  const code = 'code' in error ? String(error.code) : ''
  const lines = error.message.split('\n').map(printable).join('\n')
  if (/^(TALLYMAN|SIGMA)/.test(code)) return `tallyman: ${lines}\n`
  return `tallyman: this should not happen; please report it with what you ran.\n${(error.stack ?? error.message).split('\n').map(printable).join('\n')}\n`
}
