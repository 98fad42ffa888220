/** What this is, as package.json says. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../runtime/content.ts'

export const { version: VERSION, description: DESCRIPTION } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
) as { version: string; description: string }
