/** Begins a package: every file is there and loads, and a check says exactly what its author has still to write. */
import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import type { Logsource } from '../model/event.ts'
import type { Level } from '../model/level.ts'
import { AdsError, type Finding } from './finding.ts'
import { isDetectionId } from './load.ts'
import { REQUIRED_SECTIONS } from './section.ts'
import { guidance } from './guidance.ts'

/** What must be known before the first line is written. */
export interface Answers {
  readonly title: string
  readonly owner: string
  readonly level: Level
  /** ATT&CK technique ids. */
  readonly attack: readonly string[]
  /** Id of the source whose records it reads, and the log source that this one answers to. */
  readonly source: string
  readonly logsource: Logsource
}

/** Writes `<root>/<id>/`. Returns the files, in the order to fill them. Throws AdsError where the id is none, or is taken. */
export async function scaffoldDetection(root: string, id: string, answers: Answers): Promise<string[]> {
  const folder = join(root, id)
  if (!isDetectionId(id))
    throw refusal(
      folder,
      'id-malformed',
      `“${id}” is not an id`,
      'use kebab-case, object first, participle last: pod-created-privileged',
    )
  const files = Object.entries(templates(id, answers)).map(([name, text]) => ({ path: join(folder, name), text }))
  await mkdir(root, { recursive: true })
  try {
    await mkdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw refusal(folder, 'id-taken', `there is a detection ${id} already`, 'choose another id')
    throw error
  }
  for (const { path, text } of files) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { flag: 'wx' })
  }
  return files.map(({ path }) => path)
}

const refusal = (file: string, code: string, problem: string, advice: string): AdsError =>
  new AdsError([{ code, file, line: 1, problem, advice } satisfies Finding])

const templates = (
  id: string,
  { title, owner, level, attack, source, logsource }: Answers,
): { [name: string]: string } => ({
  'ads.md': [
    '---',
    stringify({ title, status: 'experimental', level, owner, attack, sources: [source] }).trimEnd(),
    '---',
    `# ${title.replaceAll('\n', ' ')}`,
    ...REQUIRED_SECTIONS.map((name) => `\n## ${name}\n<!--\n${guidance(name)}\n-->`),
    '',
  ].join('\n'),
  'rule.yml': stringify({
    title,
    id: randomUUID(),
    status: 'experimental',
    logsource,
    detection: { selection: { field: 'value' }, condition: 'selection' },
    level,
    tags: attack.map((technique) => `attack.${technique.toLowerCase()}`),
  }),
  'samples/malicious.jsonl': '',
  'samples/benign.jsonl': '',
  'samples/missed.jsonl': '',
  'response.yml': stringify({
    questions: [{ ask: 'Is there a change in progress that explains it?', look: 'the roll-outs of the hour before' }],
    steps: [{ phase: 'evidence', do: 'choose-a-responder', target: 'pod', why: 'it may be gone soon' }],
  }),
  'emulation.yml': stringify({
    needs: ['kubernetes'],
    run_id: 'name=tallyman-${RUN}',
    steps: [{ do: 'the command that causes it, which names what it makes as run_id says' }],
    undo: [],
    expect: { detection: id, entity: 'tallyman-${RUN}' },
  }),
})
