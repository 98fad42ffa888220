/** `tallyman doctor`: what is watched, what is not, which detections cannot work here and why, and what to change. */
import { Option, type Command } from 'commander'
import { PROVIDER, PROVIDERS, type ProviderId } from '../../runtime/provider.ts'
import { assessPolicy, readPolicy, type PolicyReport, type Sight } from '../../runtime/audit-policy.ts'
import { loadContent } from '../../runtime/content.ts'
import { EXIT } from '../exit.ts'
import { tellPolicy } from '../tell/audit-policy.ts'
import { createPen } from '../tell/terminal.ts'
import { UsageError } from '../usage.ts'

interface Options {
  readonly auditPolicy?: string
  readonly provider?: ProviderId
  readonly json?: true
  readonly failOn?: 'blind' | 'partly'
  readonly detections?: string[]
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('tell what is watched and what is not, which detections cannot work here, why, and what to change')
    .option('--audit-policy <file>', 'a Kubernetes audit policy: what of each detection it blinds, and by which line')
    .addOption(new Option('--provider <name>', 'whose cluster it is').choices(PROVIDERS))
    .addOption(
      new Option('--fail-on <sight>', 'exit with 1 if a detection is blind, or partly blind').choices([
        'blind',
        'partly',
      ]),
    )
    .option('--json', 'for machines')
    .option('-d, --detections <folder...>', 'detection packages to use instead of the shipped ones')
    .addHelpText(
      'after',
      `
What a detection needs is worked out of its rules, and read from the assumptions of its document.

Examples:
  tallyman doctor --audit-policy /etc/kubernetes/audit-policy.yaml
  tallyman doctor --audit-policy policy.yaml --provider eks
  tallyman doctor --audit-policy policy.yaml --fail-on blind --json`,
    )
    .action(async ({ auditPolicy, provider, json, failOn, detections }: Options) => {
      if (auditPolicy === undefined) throw new UsageError('say what to look at: --audit-policy FILE')
      const content = await loadContent(detections)
      const report = assessPolicy(await readPolicy(auditPolicy), content, provider && PROVIDER[provider])
      process.stdout.write(
        json ? `${JSON.stringify(policyObject(report), null, 2)}\n` : tellPolicy(report, createPen(process.stdout)),
      )
      const bad: readonly Sight[] = failOn === 'partly' ? ['blind', 'partly'] : ['blind']
      if (failOn !== undefined && report.detections.some(({ sight }) => bad.includes(sight)))
        process.exitCode = EXIT.found
    })
}

const policyObject = (report: PolicyReport): object => ({ kind: 'audit-policy', ...report })
