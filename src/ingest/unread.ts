/** Formats that no source reads, by what gives each away: whoever sees one is told what it is, and not only that it was not read. */
import { valueAt } from './read.ts'
import type { JsonObject } from '../model/record.ts'

interface Format {
  readonly name: string
  /** Dotted paths that are all there, each with any value or with one that fits. */
  readonly fields: { readonly [path: string]: true | RegExp }
}

const format = (name: string, paths: string, fits: { readonly [path: string]: RegExp } = {}): Format => ({
  name,
  fields: { ...Object.fromEntries(paths.split(' ').map((path) => [path, true as const])), ...fits },
})

/** Closer ones before those that are alike. */
const FORMATS: readonly Format[] = [
  format('the Windows Event Log (Sysmon)', 'EventID Channel', { Channel: /Sysmon/ }),
  format('the Windows Event Log', 'EventID Channel'),
  format('the Windows Event Log', 'Event.System'),
  format('the Windows Event Log', 'winlog.event_id'),
  format('the systemd journal', '__REALTIME_TIMESTAMP MESSAGE'),
  format('results of osquery', 'hostIdentifier calendarTime unixTime'),
  format('the audit log of GitHub', 'action actor', { action: /^[\w-]+\.[\w.-]+$/ }),
  format('the System Log of Okta', 'eventType published actor outcome'),
  format('events of OneLogin', 'event_type_id account_id'),
  format('the audit log of Microsoft 365', 'CreationTime RecordType Operation Workload'),
  format('the sign-in log of Microsoft Entra', 'category properties', { category: /SignInLogs$/ }),
  format('the audit log of Microsoft Entra', 'category properties', { category: /^AuditLogs$/ }),
  format('the activity log of Azure', 'category operationName resourceProviderName'),
  format('a log of Azure Monitor', 'category resourceId'),
  format('the audit log of a service of Google Cloud', 'protoPayload.serviceName protoPayload.methodName'),
  format('a log of Google Cloud', 'insertId logName'),
  format('a message of CloudWatch about itself', 'messageType', { messageType: /^CONTROL_MESSAGE$/ }),
  format('a finding of Amazon GuardDuty', 'schemaVersion accountId service.serviceName'),
  format('a finding of AWS Security Hub', 'SchemaVersion ProductArn AwsAccountId'),
  format('an alert of Wazuh', 'rule.level agent.id manager.name'),
  format('an alert of Falco without its priority', 'output_fields'),
  format(
    'an answer of the Docker Engine (its version; its info says the same, and more)',
    'ApiVersion GitCommit GoVersion',
  ),
  format(
    'an answer of the Docker Engine (its version; its info says the same, and more)',
    'Client.ApiVersion Client.Version',
  ),
  format('an answer of the Docker Engine (statistics of a container)', 'read cpu_stats memory_stats'),
  format('an answer of the Docker Engine (an exec)', 'ID Running ProcessConfig'),
  format('an answer of the Docker Engine (the history of an image)', 'Id CreatedBy Tags'),
  format('an answer of the Docker Engine (a pull or a push)', 'status', {
    status: /pull|push|already exists|download|up to date|verif|extract|digest/i,
  }),
  format('an answer of the Docker Engine (an error of a pull or a push)', 'errorDetail error'),
  format('a request to the Docker Engine (a container to be made)', 'Image HostConfig AttachStdin'),
  format('a request to the Docker Engine (limits of a container)', 'CpuShares Memory BlkioWeight'),
  format('credentials of a registry, which should not lie here', 'username password email'),
  format('credentials of a registry, which should not lie here', 'auth identitytoken'),
  format('credentials of a registry, which should not lie here', 'registrytoken'),
]

/** What engines print for people has its own form for machines. */
const DOCKER_JSON = "print it with --format '{{json .}}'"
const CRI_JSON = 'print it with --output json'

const TEXTS: readonly (readonly [name: string, look: RegExp, instead?: string])[] = [
  ['CEF', /^(?:.{0,256}\s)?CEF:\d\|/],
  ['LEEF', /^(?:.{0,256}\s)?LEEF:\d/],
  ['the Windows Event Log as XML', /^<Event xmlns=/],
  ['the access log of a web server', /^\S{1,64} \S{1,64} \S{1,64} \[[^\]]{10,40}\] "[A-Z]{3,10} /],
  // Whoever writes a label could forge the words after it.
  [
    'events of Docker as they are printed for people',
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(?:Z|[+-]\d\d:\d\d) (?:container|image|network|volume|plugin|daemon|builder|service|node|secret|config) [a-z]/,
    DOCKER_JSON,
  ],
  [
    'a table of Docker',
    /^(?:CONTAINER ID +IMAGE|REPOSITORY +TAG|NETWORK ID +NAME|DRIVER +VOLUME NAME)\b/,
    `${DOCKER_JSON} --no-trunc`,
  ],
  ['a table of crictl', /^(?:CONTAINER +IMAGE +CREATED|POD ID +CREATED|IMAGE +TAG +IMAGE ID)\b/, CRI_JSON],
  [
    'a table of ctr',
    /^(?:CONTAINER +IMAGE +RUNTIME|TASK +PID +STATUS|REF +TYPE +DIGEST)\b/,
    'see `ctr containers info`, and crictl for images',
  ],
]

const said = (name: string, instead?: string): string =>
  `looks like ${name}, which no source reads${instead === undefined ? '' : `: ${instead}`}`

/** Nothing where it looks like nothing that we know. Never quotes the record. */
export function unreadRecord(record: JsonObject): string | undefined {
  const fits = ({ fields }: Format): boolean =>
    Object.entries(fields).every(([path, wanted]) => {
      const value = valueAt(record, path)
      return wanted === true ? value !== undefined : typeof value === 'string' && wanted.test(value)
    })
  const found = FORMATS.find((each) => fits(each))
  return found && said(found.name)
}

/** The same of a line that is not JSON. */
export function unreadLine(line: string): string | undefined {
  const found = TEXTS.find(([, look]) => look.test(line))
  return found && said(found[0], found[2])
}
