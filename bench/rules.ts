/** Sets of rules for the benchmark: the first 50, 500 or 3,000 of SigmaHQ's, those that concern containers first. */
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'
import { temporaryFolder } from './temporary.ts'

/** A rule of SigmaHQ: where it lay, its text of YAML, what that says. */
export interface RuleFile {
  path: string
  text: string
  document: { detection: Record<string, unknown>; logsource?: Record<string, string>; [key: string]: unknown }
}

/** All rules of the folder `rules` of SigmaHQ, unpacked; nothing where the archive is not beside the repository. */
export function readRules(): RuleFile[] | undefined {
  const archive = findArchive()
  if (archive === undefined) return undefined
  const folder = temporaryFolder('rules')
  execFileSync('tar', ['-xJf', archive, '-C', folder])
  const paths = globSync('*/rules/**/*.yml', { cwd: folder }).toSorted()
  const rules = paths.map((path) => readRule(join(folder, path)))
  return rules.toSorted((one, other) => rank(one) - rank(other) || (order(one) < order(other) ? -1 : 1))
}

function findArchive(): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, 'shared', 'data', 'sigma-rules-all.tar.xz')
    if (existsSync(file)) return file
    if (folder === dirname(folder)) return undefined
  }
}

function readRule(path: string): RuleFile {
  const text = readFileSync(path, 'utf8')
  return { path, text, document: parse(text) as RuleFile['document'] }
}

/** Kubernetes first, then Linux connections and processes, then Linux keywords, then what no lane has events for. */
function rank({ document: { logsource = {} } }: RuleFile): number {
  const { product, category, service } = logsource
  if (product === 'kubernetes') return 0
  if (product !== 'linux' || service !== undefined) return 4
  return { network_connection: 1, process_creation: 2 }[category ?? ''] ?? (category === undefined ? 3 : 4)
}

/** No order that a person chose, and the same one every time. */
const order = ({ path }: RuleFile): string => createHash('sha256').update(path.split('/').at(-1)!).digest('hex')

/** Whether some search of the rule names no field, so that every value of an event must be looked at. */
const hasKeywords = ({ document: { detection } }: RuleFile): boolean =>
  Object.entries(detection).some(
    ([name, search]) => name !== 'condition' && (Array.isArray(search) ? search : [search]).some(isKeyword),
  )

const isKeyword = (search: unknown): boolean =>
  typeof search !== 'object' || search === null || Object.keys(search).some((key) => key.startsWith('|'))

/** The rules of the names given: `50`, `500`, `3000`, and `3000-no-keywords`. */
export function chooseSet(rules: RuleFile[], name: string): RuleFile[] {
  const chosen = rules.slice(0, Number.parseInt(name, 10))
  return name.endsWith('-no-keywords') ? chosen.filter((rule) => !hasKeywords(rule)) : chosen
}

/** Rules about the start of processes on whatever system, made to speak of Linux, so that all of them are active on `exec`. */
export function makeActive(rules: RuleFile[]): RuleFile[] {
  const processes = rules.filter(
    (rule) => rule.document.logsource?.['category'] === 'process_creation' && !hasKeywords(rule),
  )
  return processes
    .toSorted((one, other) => (order(one) < order(other) ? -1 : 1))
    .map((rule) => {
      const document = { ...rule.document, logsource: { product: 'linux', category: 'process_creation' } }
      return { path: rule.path, text: stringify(document), document }
    })
}

/** Writes the rules into a folder of their own, for engines that read folders. */
export function writeRules(rules: RuleFile[]): string {
  const folder = temporaryFolder('set')
  for (const [index, { text }] of rules.entries()) writeFileSync(join(folder, `${index}.yml`), text)
  return folder
}
