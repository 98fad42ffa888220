/** `tallyman sigma`: Sigma rules against any events, without the rest of Tallyman. */
import type { Command } from 'commander'
import { loadContent } from '../../runtime/content.ts'
import { formatsOf, lint } from '../../runtime/lint.ts'
import { evaluate, eventAt, type SigmaMatch } from '../../runtime/sigma-eval.ts'
import { loadPlaceholders, loadSigmaRules, type SigmaRules } from '../../runtime/sigma-rules.ts'
import { loadSchemas } from '../../runtime/sigma-schema.ts'
import type { Logsource, Place } from '../../sigma/index.ts'
import { EXIT } from '../exit.ts'
import { tellTree } from '../tell/explanation.ts'
import { counted, createPen, printable } from '../tell/terminal.ts'
import { UsageError } from '../usage.ts'

interface EvalWords {
  readonly events: string
  readonly count?: true
  readonly logsource?: Logsource
  readonly time?: string
  readonly placeholders?: string
}

export function addSigma(program: Command): void {
  const sigma = program
    .command('sigma')
    .description('Sigma rules against events of any kind, one JSON object a line')
    .addHelpText(
      'after',
      `
Examples:
  tallyman sigma eval rules/ --events process.ndjson --logsource product=linux,category=process_creation
  zcat audit.gz | tallyman sigma eval my-rule.yml --events - --count
  tallyman sigma check rules/ --schema my-application.yml
  tallyman sigma explain my-rule.yml --events audit.log --line 12`,
    )
  sigma
    .command('eval')
    .description('print one JSON object a match: {"line", "rule", "title"}; a correlation with the lines it stands on')
    .argument('<rules...>', 'files or folders of Sigma rules, correlations and filters')
    .requiredOption('--events <file>', 'NDJSON, or - for standard input; .gz and .zst are unpacked')
    .option('--count', 'print the number of matches of each rule instead')
    .option(
      '--logsource <parts>',
      'what the events are, such as product=linux,category=process_creation: only rules for it are asked',
      parseLogsource,
    )
    .option(...PLACEHOLDERS)
    .option('--time <field>', 'the field of an event’s time, for correlations')
    .action(async (paths: string[], { events, count, logsource, time, placeholders }: EvalWords) => {
      const rules = await rulesOf(paths, placeholders)
      sayRefused(rules)
      const counts = new Map<string, { title: string; count: number }>()
      const print = (match: SigmaMatch): void => void process.stdout.write(`${JSON.stringify(match)}\n`)
      const tally = ({ rule, title }: SigmaMatch): void => {
        counts.set(rule, { title, count: (counts.get(rule)?.count ?? 0) + 1 })
      }
      const { unread, timeless } = await evaluate(rules, {
        file: events,
        ...(logsource && { logsource }),
        ...(time !== undefined && { timeField: time }),
        onMatch: count ? tally : print,
        onBadLine: (line, why) => process.stderr.write(`${printable(events)}:${line}: ${why}\n`),
      })
      for (const [rule, found] of [...counts].toSorted(([, a], [, b]) => b.count - a.count))
        process.stdout.write(`${JSON.stringify({ rule, ...found })}\n`)
      if (timeless > 0)
        process.stderr.write(
          `${counted(timeless, 'match', 'matches')} had no time that can be read, and no correlation saw them; --time names the field\n`,
        )
      if (rules.refused.length + unread > 0) process.exitCode = EXIT.failed
    })
  addSigmaCheck(sigma)
  addSigmaExplain(sigma)
}

interface CheckWords {
  readonly json?: true
  readonly placeholders?: string
  readonly schema?: readonly string[]
}

function addSigmaCheck(sigma: Command): void {
  sigma
    .command('check')
    .description(
      'find rules that are refused, that can never fire, or that swallow everything; exit with 1 if there is an error',
    )
    .argument('<rules...>', 'files or folders of Sigma rules')
    .option(...PLACEHOLDERS)
    .option(
      '--schema <file...>',
      'JSON or YAML: what the events of a log source of yours can hold (see docs/reference/sigma.md)',
    )
    .option('--json', 'for machines')
    .action(async (paths: string[], { json, placeholders, schema = [] }: CheckWords) => {
      const { rules, refused } = await rulesOf(paths, placeholders)
      const { sources } = await loadContent([])
      const own = (await Promise.all(schema.map(loadSchemas))).flat()
      const lints = lint(
        rules.map(({ rule }) => rule),
        [...(await formatsOf(sources.values())), ...own],
      )
      const errors = refused.length + lints.filter(({ severity }) => severity === 'error').length
      const pen = createPen(process.stdout)
      const say = (place: Place, severity: string, code: string, message: string): void =>
        void process.stdout.write(
          json
            ? `${JSON.stringify({ file: place.file, line: place.line, column: place.column, severity, code, message })}\n`
            : `${printable(`${place.file}:${place.line}:${place.column}`)}: ${pen.style(severity === 'error' ? 'red' : 'yellow', severity)} ${printable(message)} ${pen.dim(code)}\n`,
        )
      for (const error of refused) say(error, 'error', 'refused', error.why)
      for (const { place, severity, code, message } of lints) say(place, severity, code, message)
      if (!json)
        process.stdout.write(
          `${counted(rules.length + refused.length, 'rule')}: ${counted(errors, 'error')}, ${counted(lints.length + refused.length - errors, 'warning')}\n`,
        )
      if (errors > 0) process.exitCode = EXIT.found
    })
}

interface ExplainWords {
  readonly events: string
  readonly line: number
  readonly json?: true
  readonly placeholders?: string
}

function addSigmaExplain(sigma: Command): void {
  sigma
    .command('explain')
    .description('say why an event did or did not match: which selection held, on which field and value')
    .argument('<rules...>', 'files or folders of Sigma rules')
    .requiredOption('--events <file>', 'as for eval')
    .requiredOption('--line <number>', 'the line at which the event begins, from 1', Number)
    .option(...PLACEHOLDERS)
    .option('--json', 'for machines')
    .action(async (paths: string[], { events, line, json, placeholders }: ExplainWords) => {
      const rules = await rulesOf(paths, placeholders)
      sayRefused(rules)
      const event = await eventAt(events, line)
      if (!event) throw new UsageError(`no event begins at line ${line} of ${events}`)
      const pen = createPen(process.stdout)
      for (const { rule, explain } of rules.rules) {
        const explanation = explain(event)
        process.stdout.write(
          json
            ? `${JSON.stringify({ rule: rule.id, title: rule.title, explanation })}\n`
            : `${pen.bold(printable(rule.title))} ${explanation.holds ? 'matches' : 'does not match'} line ${line}\n${tellTree(explanation, pen, '  ')}\n\n`,
        )
      }
      if (rules.refused.length > 0) process.exitCode = EXIT.failed
    })
}

const PLACEHOLDERS = [
  '--placeholders <file>',
  'YAML: the words that stand for %names% with the modifier expand',
] as const

const rulesOf = async (paths: readonly string[], placeholders: string | undefined): Promise<SigmaRules> =>
  loadSigmaRules(paths, placeholders === undefined ? undefined : await loadPlaceholders(placeholders))

/** Refused rules are said and keep the exit code from being 0; the others run. */
function sayRefused({ refused }: SigmaRules): void {
  for (const { message } of refused) process.stderr.write(`refused: ${printable(message)}\n`)
}

function parseLogsource(words: string): Logsource {
  const parts = words.split(',').map((part) => part.split('='))
  for (const [name, value] of parts)
    if (!['product', 'service', 'category'].includes(name ?? '') || !value)
      throw new UsageError(`--logsource ${words}: write it as product=linux,category=process_creation`)
  return Object.fromEntries(parts) as Logsource
}
