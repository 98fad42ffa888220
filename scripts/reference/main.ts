/** Writes the generated pages of docs/reference anew; \`npm test\` says when they are stale. */
import { writeFileSync } from 'node:fs'
import { loadContent } from '../../src/runtime/content.ts'
import { pages } from './pages.ts'

for (const { file, text } of await pages(await loadContent())) writeFileSync(file, text)
