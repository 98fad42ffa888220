/** Holds a package to everything that its document says, as far as that can be told without running it. */
import type { Detection } from '../detection.ts'
import { sortFindings, type Finding } from '../finding.ts'
import { checkAttack } from './attack.ts'
import { checkClaims } from './claims.ts'
import type { CheckContext } from './context.ts'
import { checkFrontMatter } from './front-matter.ts'
import { checkLearntFields } from './learnt-fields.ts'
import { checkResponse } from './response.ts'
import { checkRules } from './rules.ts'
import { checkSamples } from './samples.ts'
import { checkSections } from './sections.ts'

const CHECKS: readonly ((detection: Detection, context: CheckContext) => Finding[])[] = [
  checkSections,
  checkFrontMatter,
  checkAttack,
  checkClaims,
  checkRules,
  checkLearntFields,
  checkSamples,
  checkResponse,
]

/** Everything that is wrong with a package that could be loaded, in the order of files and lines; empty where it is complete. */
export const checkDetection = (detection: Detection, context: CheckContext): Finding[] =>
  sortFindings(CHECKS.flatMap((check) => check(detection, context)))
