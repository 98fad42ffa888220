/** The pages of docs/reference that are made from what is there. */
import type { Content } from '../../src/runtime/content.ts'
import { detectionsTable } from './detections.ts'
import { falcoTable, hasFalcoTests } from './falco.ts'
import { sourcesTable } from './sources.ts'

export interface Page {
  readonly file: string
  readonly text: string
}

/** All pages that can be made here: the one about Falco's tests needs them beside the repository. */
export async function pages(content: Content): Promise<Page[]> {
  return [
    { file: 'docs/reference/detections.md', text: detectionsTable(content) },
    { file: 'docs/reference/sources.md', text: sourcesTable(content) },
    ...(hasFalcoTests() ? [{ file: 'docs/reference/falco-k8saudit.md', text: await falcoTable(content) }] : []),
  ]
}
