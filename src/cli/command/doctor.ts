/** `tallyman doctor`: what is watched, what is not, which detections cannot work here and why, and what to change. */
import { Option, type Command } from 'commander'
import { assessPolicy, readPolicy, readPublished, type Sight } from '../../runtime/audit-policy.ts'
import { loadContent, type Content } from '../../runtime/content.ts'
import { diagnose, type Diagnosis, type Known } from '../../runtime/diagnosis.ts'
import { scan } from '../../runtime/scan.ts'
import { PROVIDER, PROVIDERS, type Policy, type ProviderId } from '../../runtime/visibility.ts'
import { EXIT } from '../exit.ts'
import { detectionsOption } from '../option.ts'
import { tellPolicy } from '../tell/audit-policy.ts'
import { tellDiagnosis, tellRemedies } from '../tell/diagnosis.ts'
import { tellVisibility } from '../tell/doctor.ts'
import { createProgress } from '../tell/progress.ts'
import { createPen } from '../tell/terminal.ts'
import { UsageError } from '../usage.ts'

interface Options {
  readonly auditPolicy?: string
  readonly provider?: ProviderId
  readonly format: 'text' | 'json'
  readonly failOn?: 'blind' | 'partly'
  readonly detections?: string[]
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('tell what is watched and what is not, which detections cannot work here, why, and what to change')
    .argument('[path...]', 'recorded telemetry: files, folders, globs, or - for standard input')
    .option('--audit-policy <file>', 'a Kubernetes audit policy: what of each detection it blinds, and by which line')
    .addOption(
      new Option('--provider <name>', 'whose cluster it is; without --audit-policy, what is public of its own').choices(
        PROVIDERS,
      ),
    )
    .addOption(
      new Option('--fail-on <sight>', 'exit with 1 if a detection is blind, or partly blind').choices([
        'blind',
        'partly',
      ]),
    )
    .addOption(
      new Option('-f, --format <format>', 'for people (text) or machines (json)')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .addOption(detectionsOption())
    .addHelpText(
      'after',
      `
What a detection needs of the audit log is worked out of its rules, and read from the assumptions of its document. A sensor is
silent where it says nothing for 40 seconds, and for twice as long as it usually pauses, while others around it do. The folder
of the journal that tallyman watch keeps is telemetry too: then it is told how things stand now.

Examples:
  tallyman doctor recordings/intrusion
  tallyman doctor --audit-policy /etc/kubernetes/audit-policy.yaml
  tallyman doctor --provider eks                         what a policy that nobody can change leaves out
  tallyman doctor /var/log/kubernetes --audit-policy policy.yaml --provider eks
  tallyman doctor recordings/intrusion --audit-policy lab/audit-policy.yaml --fail-on blind --format json
  tallyman doctor /var/lib/tallyman                      the journal of tallyman watch --journal`,
    )
    .action(async (paths: string[], { auditPolicy, provider, format, failOn, detections }: Options) => {
      if (paths.length === 0 && auditPolicy === undefined && !provider)
        throw new UsageError('say what to look at: recorded telemetry, --audit-policy FILE, or --provider NAME')
      const given = await policyOf(auditPolicy, provider)
      const content = await loadContent(detections)
      const policy = given && assessPolicy(given, content, provider && PROVIDER[provider])
      const looked = paths.length === 0 ? undefined : await look(paths, content)
      const known: Known = { ...looked, ...(policy && { policy }) }
      const diagnosis = diagnose(content, known)
      process.stdout.write(format === 'json' ? asJson(diagnosis, known) : asText(diagnosis, known, content))
      const bad: readonly Sight[] = failOn === 'partly' ? ['blind', 'partly'] : ['blind']
      if (failOn !== undefined && diagnosis.detections.some(({ sight }) => bad.includes(sight)))
        process.exitCode = EXIT.found
    })
}

/** That of the file, or what is public of the provider's own. */
async function policyOf(file: string | undefined, provider: ProviderId | undefined): Promise<Policy | undefined> {
  if (file !== undefined) return readPolicy(file)
  if (!provider) return undefined
  const { isPublished, title } = PROVIDER[provider]
  if (!isPublished) throw new UsageError(`no audit policy of ${title} is public: name one with --audit-policy FILE`)
  return readPublished(provider)
}

/** What is read is only looked at: nothing is looked for. */
async function look(paths: readonly string[], content: Content): Promise<Required<Omit<Known, 'policy'>>> {
  const progress = createProgress(process.stderr)
  try {
    const { visibility, answers } = await scan(
      paths,
      { ...content, detections: [] },
      { onProgress: (records) => progress.reached(records) },
    )
    return { visibility, answers }
  } finally {
    progress.end()
  }
}

function asText(diagnosis: Diagnosis, { visibility, policy }: Known, { sources }: Content): string {
  const pen = createPen(process.stdout)
  const titleOf = (source: string): string => sources.get(source)?.title ?? source
  return `${[
    visibility && tellVisibility(visibility, diagnosis.holes, titleOf, pen),
    policy && tellPolicy(policy, pen),
    visibility && tellDiagnosis(diagnosis, titleOf, pen),
    diagnosis.remedies.length > 0 && tellRemedies(diagnosis.remedies, pen),
  ]
    .filter((part) => typeof part === 'string')
    .join('\n\n')}\n`
}

const TIMES = new Set(['at', 'first', 'last', 'from', 'to'])

/** Times are RFC 3339, as everywhere. */
const asJson = (diagnosis: Diagnosis, { visibility, policy, answers }: Known): string =>
  `${JSON.stringify(
    { kind: 'doctor', ...diagnosis, visibility, answers, audit_policy: policy },
    (key, value: unknown) => (TIMES.has(key) && typeof value === 'number' ? new Date(value).toISOString() : value),
    2,
  )}\n`
