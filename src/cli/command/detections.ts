/** `tallyman detections`: list, check, prove, begin and show detection packages. */
import { join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import {
  checkDetection,
  formatFinding,
  proveDetection,
  navigatorLayer,
  renderDetection,
  scaffoldDetection,
  writeGolden,
  type Detection,
} from '../../ads/index.ts'
import { ATTACK_RELEASE, technique } from '../../attack/index.ts'
import { LEVELS, type Level } from '../../model/level.ts'
import { loadContent, ROOT, type Content } from '../../runtime/content.ts'
import { runCase } from '../../runtime/samples.ts'
import { checkContextOf } from '../../runtime/schemas.ts'
import { EXIT } from '../exit.ts'
import { counted, createPen, printable, type Pen } from '../tell/terminal.ts'
import { UsageError } from '../usage.ts'

interface Shared {
  readonly from?: string
  readonly json?: true
}

const FROM = ['--from <folder>', 'a folder of packages instead of the shipped ones'] as const

export function addDetections(program: Command): void {
  const detections = program
    .command('detections')
    .description('the detection packages: ADS documents whose sections are proved by samples')
    .addHelpText(
      'after',
      `
Examples:
  tallyman detections list
  tallyman detections check pod-exec-started     is the document complete, and true of its rule and samples?
  tallyman detections prove                      run every sample of every package the whole way
  tallyman detections new pod-label-removed --title "Label removed from a pod"
  tallyman detections show pod-exec-started      the document, as people read it`,
    )
  addList(detections)
  addCheck(detections)
  addProve(detections)
  addNew(detections)
  addShow(detections)
  addNavigator(detections)
}

function addList(detections: Command): void {
  detections
    .command('list')
    .description('what is looked for')
    .option(...FROM)
    .option('--json', 'for machines')
    .action(async ({ from, json }: Shared) => {
      const { detections: all } = await contentFrom(from)
      if (json) {
        const rows = all.map(({ id, title, level, status, attack, catalogue, sources, members }) => ({
          id,
          title,
          level,
          status,
          attack: attack.techniques,
          catalogue,
          sources,
          members,
        }))
        process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
        return
      }
      const pen = createPen(process.stdout)
      const wide = Math.max(...all.map(({ id }) => id.length))
      for (const { id, title, level, attack } of all)
        process.stdout.write(
          `${id.padEnd(wide)}  ${pen.level(level, level.padEnd(13))}  ${printable(title)}  ${pen.dim(attack.techniques.map(({ uid }) => uid).join(' '))}\n`,
        )
    })
}

function addCheck(detections: Command): void {
  detections
    .command('check')
    .description('hold packages to what their documents say; exit with 1 if one is wanting')
    .argument('[id...]', 'packages; all where none is named')
    .option(...FROM)
    .option('--json', 'for machines')
    .action(async (ids: string[], { from, json }: Shared) => {
      const content = await contentFrom(from)
      const context = await checkContextOf(content)
      const chosen = choose(content, ids)
      const findings = chosen.flatMap((detection) => checkDetection(detection, context))
      if (json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`)
      else {
        for (const finding of findings) process.stdout.write(`${printable(formatFinding(finding))}\n`)
        const verdict =
          findings.length === 0
            ? 'complete; whether its samples alert as it says, `tallyman detections prove` shows'
            : `wanting: ${counted(findings.length, 'finding')}`
        process.stdout.write(`${counted(chosen.length, 'package')} ${verdict}\n`)
      }
      if (findings.length > 0) process.exitCode = EXIT.found
    })
}

function addProve(detections: Command): void {
  detections
    .command('prove')
    .description('run the samples of packages the whole way; exit with 1 if a claim does not hold')
    .argument('[id...]', 'packages; all where none is named')
    .option(...FROM)
    .option('--json', 'for machines')
    .option('--write', 'first write the golden alerts anew: review them as a diff')
    .action(async (ids: string[], { from, json, write }: Shared & { readonly write?: true }) => {
      const folder = from
      let content = await contentFrom(folder)
      const chosen = choose(content, ids).map(({ id }) => id)
      if (write) {
        for (const detection of choose(content, chosen))
          await writeGolden(detection, (sample) => runCase(detection, sample, content))
        content = await contentFrom(folder)
      }
      const proofs = choose(content, chosen).map((detection) => ({
        id: detection.id,
        verdicts: proveDetection(detection, (sample) => runCase(detection, sample, content)),
      }))
      const failed = proofs.flatMap(({ verdicts }) => verdicts).filter(({ holds }) => !holds).length
      if (json) process.stdout.write(`${JSON.stringify(proofs, null, 2)}\n`)
      else {
        const pen = createPen(process.stdout)
        for (const { id, verdicts } of proofs) process.stdout.write(tellProof(id, verdicts, pen))
        process.stdout.write(
          `${counted(proofs.length, 'package')}, ${counted(proofs.flatMap(({ verdicts }) => verdicts).length, 'claim')}, ${failed === 0 ? 'all of which hold' : `${failed} of which do not hold`}\n`,
        )
      }
      if (failed > 0) process.exitCode = EXIT.found
    })
}

function tellProof(id: string, verdicts: ReturnType<typeof proveDetection>, pen: Pen): string {
  const rows = verdicts.map(({ claim, holds, why, file, line }) =>
    holds
      ? `  ${pen.style('green', '+')} ${printable(claim)}`
      : `  ${pen.style('red', '-')} ${printable(claim)}\n      ${printable(`${file}:${line}: ${why}`)}`,
  )
  return `${[pen.bold(id), ...rows].join('\n')}\n\n`
}

interface NewOptions {
  readonly title?: string
  readonly level: Level
  readonly attack: string[]
  readonly source: string
  readonly owner: string
  readonly to: string
}

function addNew(detections: Command): void {
  detections
    .command('new')
    .description('begin a package: every section of an ADS, with guidance; then check says what is left to do')
    .argument('<id>', 'the behaviour, object first, participle last: pod-label-removed')
    .option('--title <words>', 'what people will read; the id in words where it is not given')
    .addOption(new Option('--level <level>', 'how grave it is').choices(LEVELS).default('medium'))
    .option('--attack <technique...>', 'ATT&CK techniques', ['T1610'])
    .option('--source <id>', 'whose records it reads', 'kubernetes-audit')
    .option('--owner <name>', 'who answers for it', 'security')
    .option('--to <folder>', 'where packages are', join(ROOT, 'detections'))
    .action(async (id: string, { to, source, title, ...answers }: NewOptions) => {
      const { sources } = await loadContent()
      const unknown = answers.attack.filter((id) => !technique(id))
      if (unknown.length > 0) throw new UsageError(`ATT&CK ${ATTACK_RELEASE} has no technique ${unknown.join(', ')}`)
      const logsource = sources.get(source)?.logsource
      if (!logsource) throw new UsageError(`there is no source ${source}; there are: ${[...sources.keys()].join(', ')}`)
      const words = title ?? id.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase())
      const files = await scaffoldDetection(to, id, { ...answers, title: words, source, logsource })
      const from = resolve(to) === join(ROOT, 'detections') ? '' : ` --from ${to}`
      process.stdout.write(
        `${files.map((file) => `wrote ${file}\n`).join('')}\`tallyman detections check ${id}${from}\` says what is left to do\n`,
      )
    })
}

function addShow(detections: Command): void {
  detections
    .command('show')
    .description('the document of a package, with its rule, its samples and its response')
    .argument('<id>', 'a package')
    .option(...FROM)
    .action(async (id: string, { from }: Shared) => {
      for (const detection of choose(await contentFrom(from), [id]))
        process.stdout.write(`${renderDetection(detection)}\n`)
    })
}

function addNavigator(detections: Command): void {
  detections
    .command('navigator')
    .description('what is covered, as a layer of the ATT&CK Navigator; adapted techniques are not claimed')
    .option(...FROM)
    .action(async ({ from }: Shared) => {
      const { detections: all } = await contentFrom(from)
      process.stdout.write(`${JSON.stringify(navigatorLayer(all), null, 2)}\n`)
    })
}

const contentFrom = (folder: string | undefined): Promise<Content> =>
  loadContent(folder === undefined ? undefined : [folder])

/** The packages of these ids, or all. A package that is not there is an error: a check that saw nothing must fail. */
function choose({ detections }: Content, ids: readonly string[]): readonly Detection[] {
  if (ids.length === 0) {
    if (detections.length === 0) throw new UsageError('there is no detection package here')
    return detections
  }
  return ids.map((id) => {
    const detection = detections.find((one) => one.id === id)
    if (!detection)
      throw new UsageError(`there is no detection ${id}; there are: ${detections.map((one) => one.id).join(', ')}`)
    return detection
  })
}
