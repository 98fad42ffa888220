/** A container that came and went, in two lines. */
import type { Life } from '../../runtime/lives.ts'
import { clock, lasting, printable, type Pen } from './terminal.ts'

const UNKNOWN_ACTOR = 'nobody that the engine names'

export function tellLife(life: Life, pen: Pen): string {
  const lived =
    life.started === undefined ? 'for a time that was not seen to begin' : `for ${lasting(life.ended - life.started)}`
  const facts = [
    `image ${life.image ?? 'unknown'}`,
    life.command === undefined ? undefined : `command ${life.command}`,
    `exit code ${life.exit_code ?? 'unknown'}`,
    life.pod && `pod ${life.pod}`,
    `started by ${life.by ?? UNKNOWN_ACTOR}`,
    ...(life.execs.length > 0 ? [`commands run in it: ${life.execs.join('; ')}`] : []),
  ].filter((fact) => fact !== undefined)
  return `${pen.dim(clock(life.ended))}  container ${pen.bold(printable(life.name ?? life.container.slice(0, 12)))} ended, it ran ${lived}\n  ${facts.map(printable).join(', ')}`
}
