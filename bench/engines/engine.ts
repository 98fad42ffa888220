/** What the benchmark asks of an engine that runs in this process. */

/** Told of a match: the line of the block, from 0, and the rule's id. */
type Found = (line: number, rule: string) => void

/** Evaluates a block of NDJSON (it ends with a line break); gives how many matches there were. */
export type Run = (block: Buffer, found?: Found) => number

export interface Engine {
  /** What the tables call it. */
  id: string
  /** Reads rules out of texts of YAML. What it refuses it leaves out, as the others do. */
  load: (texts: string[]) => Run
}

/** Calls with every line of the block, as text. */
export function eachLine(block: Buffer, call: (text: string, line: number) => void): void {
  let line = 0
  for (let start = 0; start < block.length; line++) {
    const end = block.indexOf(10, start)
    call(block.toString('utf8', start, end), line)
    start = end + 1
  }
}
