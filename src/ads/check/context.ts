/** What a check knows beside the package: the sources and the responders that are shipped. */
import type { View } from '../../model/event.ts'
import type { Responder } from '../../respond/responder.ts'
import type { Finding } from '../finding.ts'
import type { Case } from '../sample.ts'
import type { SourceSchema } from '../schema.ts'

export interface CheckContext {
  /** By id. */
  readonly sources: ReadonlyMap<string, SourceSchema>
  /** What rules read of a whole case, our own words about it included. Throws where a record cannot be read. */
  readonly viewsOfCase: (sample: Case) => readonly View[]
  /** By id. */
  readonly responders: ReadonlyMap<string, Pick<Responder, 'phase' | 'target' | 'undo'>>
}

/** Makes the findings of one file; the order is code, line, problem, advice. */
export const findingsIn =
  (file: string) =>
  (code: string, line: number, problem: string, advice: string): Finding => ({ code, file, line, problem, advice })
