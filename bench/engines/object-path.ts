/** The Sigma engine on objects: every line is parsed, then asked of every rule for its log source. */
import { type CompiledRule, logsourceAccepts } from '../../src/sigma/index.ts'
import { compileAll } from './compile.ts'
import { eachLine, type Engine } from './engine.ts'

interface Sourced {
  product?: string
  category?: string
  service?: string
}

export const objectPath: Engine = {
  id: 'object path',
  load: (texts) => {
    const rules = compileAll(texts)
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
