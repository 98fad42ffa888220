/** The files beside ads.md, each in a format of its own: the errors of its parser, told as findings of the package. */
import { PlaybookError } from '../respond/playbook.ts'
import { SigmaErrors } from '../sigma/index.ts'
import { AdsError, type Finding } from './finding.ts'

/** What a parser makes of the file; its errors, in its own words, are findings of ours. */
export function readTwin<T>(
  text: string | undefined,
  file: string,
  parse: (text: string, file: string) => T,
  findings: Finding[],
): T | undefined {
  if (text === undefined) return undefined
  try {
    return parse(text, file)
  } catch (error) {
    if (error instanceof AdsError) findings.push(...error.findings)
    else if (error instanceof SigmaErrors)
      findings.push(
        ...error.errors.map(({ line, path, why }) => ({
          code: 'rule-malformed',
          file,
          line,
          problem: path ? `${path}: ${why}` : why,
          advice: 'mend the rule: one that cannot be honoured in full is not run at all',
        })),
      )
    else if (error instanceof PlaybookError)
      findings.push(
        ...error.problems.map(({ line, field, message }) => ({
          code: 'response-malformed',
          file,
          line,
          problem: `\`${field}\` ${message}`,
          advice: 'a response has `questions` (ask, look) and `steps` (phase, do, target, why, approval)',
        })),
      )
    else throw error
    return undefined
  }
}
