/** The Sigma engine on objects: every line is parsed, then asked of every rule for its log source. */
import { compileRule, type CompiledRule, logsourceAccepts, parseSigma, SigmaErrors } from '../../src/sigma/index.ts'
import { eachLine, type Engine } from './engine.ts'

interface Sourced {
  product?: string
  category?: string
  service?: string
}

export const objectPath: Engine = {
  id: 'object path',
  load: (texts) => {
    const rules = texts.flatMap(compile)
    const routes = new Map<string, CompiledRule[]>()
    const routeOf = ({ product = '', category = '', service = '' }: Sourced): CompiledRule[] => {
      const key = `${product}|${category}|${service}`
      let route = routes.get(key)
      if (route === undefined) {
        route = rules.filter(({ rule }) => logsourceAccepts(rule.logsource, { product, category, service }))
        routes.set(key, route)
      }
      return route
    }
    return (block, found) => {
      let matches = 0
      eachLine(block, (text, line) => {
        const event = JSON.parse(text) as Sourced
        for (const compiled of routeOf(event)) {
          if (!compiled.matches(event)) continue
          matches++
          found?.(line, compiled.rule.id)
        }
      })
      return matches
    }
  },
}

function compile(text: string): CompiledRule[] {
  try {
    return parseSigma(text).rules.map((rule) => compileRule(rule))
  } catch (error) {
    if (error instanceof SigmaErrors) return []
    throw error
  }
}
