/** Rules from texts of YAML, those that are refused left out. */
import { compileRule, type CompiledRule, parseSigma, SigmaErrors } from '../../src/sigma/index.ts'

export const compileAll = (texts: string[]): CompiledRule[] => texts.flatMap(compile)

function compile(text: string): CompiledRule[] {
  try {
    return parseSigma(text).rules.map((rule) => compileRule(rule))
  } catch (error) {
    if (error instanceof SigmaErrors) return []
    throw error
  }
}
