/** Reads detection packages from their folders, and tells everything that keeps them from being loaded at once. */
import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { technique } from '../attack/index.ts'
import { parsePlaybook } from '../respond/playbook.ts'
import { parseSigma } from '../sigma/index.ts'
import { parseBaselines } from './baseline.ts'
import { bindingFindings } from './binding.ts'
import type { Detection, Places } from './detection.ts'
import { parseEmulation } from './emulation.ts'
import { AdsError, sortFindings, type Finding } from './finding.ts'
import { frontMatter, splitDocument, type FrontMatter } from './front-matter.ts'
import { readGolden } from './prove/golden.ts'
import { readLocated } from './located-yaml.ts'
import { readCases, type Label } from './sample.ts'
import { readSections } from './section.ts'
import { parseTallies } from './tally.ts'
import { readTwin } from './twin.ts'

/** Whether a word can name a detection: kebab-case, as its folder is named. */
export const isDetectionId = (id: string): boolean => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)

/** Reads one package. Throws AdsError. Whether its members are there is known only when all are loaded. */
export async function loadDetection(folder: string): Promise<Detection> {
  const { detection, findings } = await readPackage(folder)
  if (!detection || findings.length > 0) throw new AdsError(sortFindings(findings))
  return detection
}

/** Reads all packages of a folder, in the order of their ids. Throws AdsError with what is wrong in any of them. */
export async function loadDetections(root: string): Promise<Detection[]> {
  const entries = await entriesOf(root)
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name)
  const packages = await Promise.all(folders.toSorted().map((name) => readPackage(join(root, name))))
  const detections = packages.flatMap(({ detection }) => detection ?? [])
  const findings = packages.flatMap(({ findings: own }) => own)
  // Bindings are judged only among packages that could be read: what is missing otherwise may be there, but broken.
  const unbound = findings.length > 0 ? [] : bindingFindings(detections)
  if (findings.length + unbound.length > 0) throw new AdsError(sortFindings([...findings, ...unbound]))
  return detections
}

async function entriesOf(root: string): Promise<Dirent[]> {
  try {
    return await readdir(root, { withFileTypes: true })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const advice = 'name a folder that holds detection packages'
    throw new AdsError([{ code: 'folder-unreadable', file: root, line: 1, problem: why, advice }], { cause: error })
  }
}

async function readPackage(folder: string): Promise<{ detection?: Detection; findings: Finding[] }> {
  const id = basename(folder)
  const findings: Finding[] = []
  const file = (...names: string[]): string => join(folder, ...names)
  const document = file('ads.md')
  if (!isDetectionId(id))
    findings.push({
      code: 'id-malformed',
      file: document,
      line: 1,
      problem: `“${id}” is not an id`,
      advice: 'name the folder for the behaviour, in kebab-case, object first, participle last: pod-created-privileged',
    })
  const front = readFront(await textOf(document), document, findings)
  const ruleText = await textOf(file('rule.yml'))
  const sigma = readSigma(ruleText, file('rule.yml'), findings)
  const baselines = readTwin(await textOf(file('baseline.yml')), file('baseline.yml'), parseBaselines, findings)
  const tallies = readTwin(await textOf(file('tally.yml')), file('tally.yml'), parseTallies, findings)
  const playbook = readTwin(await textOf(file('response.yml')), file('response.yml'), parsePlaybook, findings)
  const emulation = readTwin(await textOf(file('emulation.yml')), file('emulation.yml'), parseEmulation, findings)
  const samples = {
    malicious: await casesIn(file('samples', 'malicious.jsonl'), 'malicious', findings),
    benign: await casesIn(file('samples', 'benign.jsonl'), 'benign', findings),
    missed: await casesIn(file('samples', 'missed.jsonl'), 'missed', findings),
  }
  const goldenText = await textOf(file('samples', 'expected.json'))
  const golden = goldenText === undefined ? undefined : readGolden(goldenText, file('samples', 'expected.json'))
  findings.push(...(golden?.findings ?? []))
  if (!front || !sigma || ruleText === undefined) return { findings }
  const places: Places = {
    document,
    rule: file('rule.yml'),
    baseline: file('baseline.yml'),
    tally: file('tally.yml'),
    response: file('response.yml'),
    emulation: file('emulation.yml'),
    expected: file('samples', 'expected.json'),
    samples: {
      malicious: file('samples', 'malicious.jsonl'),
      benign: file('samples', 'benign.jsonl'),
      missed: file('samples', 'missed.jsonl'),
    },
    lineOf: front.lineOf,
  }
  const { attack, adapted, order, ...meta } = front.value
  return {
    findings,
    detection: {
      ...meta,
      id,
      folder,
      attack: attackOf(attack, new Map(Object.entries(adapted))),
      sections: front.sections,
      ...sigma,
      baselines: baselines ?? [],
      tallies: tallies ?? [],
      ruleText,
      samples,
      places,
      ...(order && { order }),
      ...(playbook && { playbook }),
      ...(emulation && { emulation }),
      ...(golden?.expected && { expected: golden.expected }),
    },
  }
}

const attackOf = (ids: readonly string[], adapted: ReadonlyMap<string, string>): Detection['attack'] => ({
  techniques: ids.map((uid) => ({
    uid,
    name: technique(uid)?.name ?? uid,
    ...(adapted.has(uid) && { adapted: true as const }),
  })),
  adapted,
})

interface Front {
  readonly value: FrontMatter
  readonly sections: Detection['sections']
  readonly lineOf: Places['lineOf']
}

function readFront(text: string | undefined, file: string, findings: Finding[]): Front | undefined {
  if (text === undefined) {
    findings.push(missing(file, 'write the ADS document, or let `tallyman detections new` begin it'))
    return undefined
  }
  const split = splitDocument(text)
  if (!split) {
    const advice = 'begin the file with ---, the fields of the front matter, and --- again'
    findings.push({ code: 'front-matter-missing', file, line: 1, problem: 'the document has no front matter', advice })
    return undefined
  }
  const {
    value,
    findings: faults,
    lineOf,
  } = readLocated(split.front, file, frontMatter, {
    what: 'front matter',
    firstLine: 2,
  })
  const { sections, findings: headings } = readSections(split.body, file, split.bodyLine)
  findings.push(...faults, ...headings)
  return value && { value, sections, lineOf }
}

function readSigma(
  text: string | undefined,
  file: string,
  findings: Finding[],
): Pick<Detection, 'rules' | 'correlations' | 'filters'> | undefined {
  if (text === undefined) {
    findings.push(missing(file, 'write the Sigma rules or correlations of the detection'))
    return undefined
  }
  return readTwin(text, file, parseSigma, findings)
}

async function casesIn(file: string, label: Label, findings: Finding[]): Promise<Detection['samples'][Label]> {
  const text = await textOf(file)
  if (text === undefined) return []
  const { cases, findings: faults } = readCases(text, file, label)
  findings.push(...faults)
  return cases
}

const missing = (file: string, advice: string): Finding => ({
  code: 'file-missing',
  file,
  line: 1,
  problem: 'the file is missing',
  advice,
})

/** The text of a file; nothing where there is none. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
