/** What was watching, in one line for people: `no alerts` means nothing where nobody looked. */
import type { Coverage } from '../../model/coverage.ts'
import type { Event } from '../../model/event.ts'
import { clock, printable } from './terminal.ts'

export function tellCoverage({ at, live, known, sensors, blind = [] }: Coverage): string {
  const wanting = sensors
    .filter(({ state }) => state !== 'live')
    .map(
      ({ source, file, node, state, heard }) =>
        `${source} (${printable(node ?? file)}) ${state === 'gap' ? 'not listening' : 'silent'} since ${clock(heard, at)}`,
    )
  const sensed = known === 1 ? 'sensor' : 'sensors'
  return [`${live} of ${known} ${sensed} live`, ...wanting, ...(blind.length > 0 ? [tellBlind(blind)] : [])].join('; ')
}

const NAMED = 5

/** `blind meanwhile: ...`, the first few by name. */
export function tellBlind(blind: readonly string[]): string {
  const more = blind.length > NAMED ? ` and ${blind.length - NAMED} more` : ''
  return `blind meanwhile: ${blind.slice(0, NAMED).join(', ')}${more}`
}

/** What was found out about a sensor, in one line. */
export const tellSight = ({ time, message }: Event, blind: readonly string[]): string =>
  [`${clock(time)} ${printable(message)}`, ...(blind.length > 0 ? [tellBlind(blind)] : [])].join('; ')
