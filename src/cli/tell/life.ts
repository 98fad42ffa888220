/** A container that came and went, in two lines. */
import type { Life } from '../../runtime/lives.ts'
import { clock, lasting, printable, type Pen } from './terminal.ts'

const UNKNOWN_ACTOR = 'nobody that the engine names'

export function tellLife(life: Life, pen: Pen): string {
  const lived =
    life.started === undefined ? 'for a time that was not seen to begin' : `for ${lasting(life.ended - life.started)}`
  const facts = [
    `image ${imageOf(life)}`,
    `command ${life.command ?? (life.inspected ? 'unknown' : 'unknown, for it was gone before it could be inspected')}`,
    `exit code ${life.exit_code ?? 'unknown'}`,
    life.networks.length === 0
      ? undefined
      : `in ${life.networks.join(', ')}${life.addresses.length === 0 ? '' : ` as ${life.addresses.join(', ')}`}`,
    life.pod && `pod ${life.pod}`,
    `started by ${life.by ?? UNKNOWN_ACTOR}`,
    ...(life.execs.length > 0 ? [`commands run in it: ${life.execs.join('; ')}`] : []),
  ].filter((fact) => fact !== undefined)
  return `${pen.dim(clock(life.ended))}  container ${pen.bold(printable(life.name ?? life.container.slice(0, 12)))} ended, it ran ${lived}\n  ${facts.map(printable).join(', ')}`
}

/** Its name, and what stood behind it: names move, digests do not. */
function imageOf({ image, image_id, digests }: Life): string {
  const digest = digests[0] ?? image_id
  if (image === undefined || digest === image) return digest ?? 'unknown'
  return digest === undefined ? image : `${image} (${digest})`
}
