/** What is wrong with an audit policy, all of it at once, each with its file and line. */
export interface PolicyFault {
  readonly line: number
  readonly problem: string
}

export class PolicyError extends Error {
  override readonly name = 'PolicyError'
  readonly code = 'TALLYMAN_AUDIT_POLICY'
  readonly file: string
  readonly faults: readonly PolicyFault[]

  constructor(file: string, faults: readonly PolicyFault[]) {
    super(faults.map(({ line, problem }) => `${file}:${line}: ${problem}`).join('\n'))
    this.file = file
    this.faults = faults
  }
}
