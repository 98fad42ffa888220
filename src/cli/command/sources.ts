/** `tallyman sources`: what can be read, how it is recognised, and which fields rules find there. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { loadContent, ROOT } from '../../runtime/content.ts'
import { schemasOf } from '../../runtime/schemas.ts'
import { createPen, printable } from '../tell/terminal.ts'
import { UsageError } from '../usage.ts'

export function addSources(program: Command): void {
  program
    .command('sources')
    .description('list the sources, or the fields that rules can read of one')
    .argument('[id]', 'a source')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `
Examples:
  tallyman sources                      what can be read
  tallyman sources kubernetes-audit     its fields, with the kinds of value seen in its samples`,
    )
    .action(async (id: string | undefined, { json }: { json?: true }) => {
      const { sources } = await loadContent()
      if (id === undefined) {
        const rows = [...sources.values()].map(({ id, title, logsource, taxonomies = [] }) => ({
          id,
          title,
          logsources: [logsource, ...taxonomies],
        }))
        process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : rows.map(sourceLine).join(''))
        return
      }
      const source = sources.get(id)
      if (!source) throw new UsageError(`there is no source ${id}; there are: ${[...sources.keys()].join(', ')}`)
      const fields = [...((await schemasOf([source])).get(id)?.views ?? [])].flatMap((view) => [...view.fields])
      if (json) {
        const listed = fields.map(([field, kinds]) => ({ field, kinds: [...kinds] }))
        process.stdout.write(`${JSON.stringify({ id, fields: listed }, null, 2)}\n`)
        return
      }
      const pen = createPen(process.stdout)
      const readme = readFileSync(join(ROOT, 'sources', id, 'README.md'), 'utf8')
      const rows = fields.map(
        ([field, kinds]) => `  ${printable(field).padEnd(70)} ${pen.dim([...kinds].join(', '))}\n`,
      )
      process.stdout.write(`${readme}\n${pen.bold('Fields, as seen in its samples')}\n${rows.join('')}`)
    })
}

const sourceLine = ({ id, title, logsources }: { id: string; title: string; logsources: readonly object[] }): string =>
  `${id.padEnd(20)} ${title}\n${' '.repeat(21)}feeds Sigma rules of ${logsources.map((one) => Object.values(one).join('/')).join(', ')}\n`
