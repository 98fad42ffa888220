/** What a proof says of one claim of a package. */
import type { Alert } from '../../model/alert.ts'
import type { Case } from '../sample.ts'

/** Sends the records of a case the whole way and gives the alerts of the detection; throws where they cannot be read. */
export type Run = (sample: Pick<Case, 'file' | 'records'>) => readonly Alert[]

export interface Verdict {
  /** What should be so: `alerts on “ana creates one”`. */
  readonly claim: string
  readonly holds: boolean
  /** Why it does not, and what to do; empty where it holds. */
  readonly why: string
  readonly file: string
  /** From 1. */
  readonly line: number
}

/** Judges a claim about a case: `fault` says, or throws, why it does not hold; nothing where it does. */
export function judge(
  claim: string,
  { file, line }: Pick<Verdict, 'file' | 'line'>,
  fault: () => string | undefined,
): Verdict {
  const why = told(fault) ?? ''
  return { claim, holds: why === '', why, file, line }
}

function told(fault: () => string | undefined): string | undefined {
  try {
    return fault()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
