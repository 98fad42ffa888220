/** No detection at all: every line through `JSON.parse`. The wall that an engine that parses everything cannot pass. */
import { eachLine, type Engine } from './engine.ts'

export const parseOnly: Engine = {
  id: 'JSON.parse',
  load: () => (block) => {
    let objects = 0
    eachLine(block, (text) => {
      if (typeof JSON.parse(text) === 'object') objects++
    })
    // Not one of them matches; the count only keeps the work from being optimised away.
    return objects === 0 ? -1 : 0
  },
}
