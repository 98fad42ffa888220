/** What is wrong with a detection package: where, what, and what to do about it. */

export interface Finding {
  /** Stable, for machines: `section-missing`, `technique-unknown` ... */
  readonly code: string
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly problem: string
  /** What the author should do. */
  readonly advice: string
}

/** One finding as one line of text: `detections/x/ads.md:7: problem: advice`. */
export const formatFinding = ({ file, line, problem, advice }: Finding): string =>
  `${file}:${line}: ${problem}: ${advice}`

/** Packages that cannot be loaded. It names everything that is wrong with all of them, not only the first. */
export class AdsError extends Error {
  override readonly name = 'AdsError'
  readonly code = 'TALLYMAN_ADS'
  readonly findings: readonly Finding[]
  constructor(findings: readonly Finding[], options?: ErrorOptions) {
    super(findings.map(formatFinding).join('\n'), options)
    this.findings = findings
  }
}

/** In the order in which a person reads: file by file, from the top. */
export const sortFindings = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
