/**
 * Takes out of a recording what is the machine's and not the story's. It works on the text, so that all it
 * leaves is byte for byte what the source said (numbers past 2^53 too), and twice is the same as once.
 */

/** What is known of the machine that records; none of it may be in a recording. */
export interface Machine {
  hostName: string
  kernel: string
  /** Folders of its own: the repository, the lab's state, the home. */
  folders: string[]
}

/** What can be told from its form alone. */
const secrets: [what: string, pattern: RegExp, instead: string][] = [
  ['token', /eyJ[\w-]{8,}\.[\w-]{8,}(\.[\w-]*)?/g, 'scrubbed-token'],
  ['PEM block', /-----BEGIN [A-Z0-9 ]+-----[^"]*?-----END [A-Z0-9 ]+-----(\\n|\n)?/g, 'scrubbed-pem'],
  // "-----BEGIN" in base64, at each of the three places it can have in its group.
  ['PEM block in base64', /[A-Za-z0-9+/]{0,3}(LS0tLS1CRUdJT|0tLS0tQkVHSU|tLS0tLUJFR0lO)[\w+/=]*/g, 'c2NydWJiZWQ='],
]

/** What an engine and a node say of the hardware and the kernel below them. */
const hardware: [pattern: RegExp, instead: string][] = [
  [/"(KernelVersion|kernelVersion)":"[^"]*"/g, '"$1":"6.1.0-lab"'],
  [/"NCPU":\d+/g, '"NCPU":4'],
  [/"MemTotal":\d+/g, '"MemTotal":8589934592'],
  [/"(machineID|systemUUID|bootID)":"[^"]*"/g, '"$1":"scrubbed"'],
  [/"(ephemeral-storage|memory)":"\d{6,}(Ki)?"/g, '"$1":"8388608Ki"'],
]

export function scrub(text: string, machine: Machine): string {
  let scrubbed = text
  for (const [, pattern, instead] of secrets) scrubbed = scrubbed.replace(pattern, instead)
  for (const [pattern, instead] of hardware) scrubbed = scrubbed.replace(pattern, instead)
  if (machine.kernel !== '') scrubbed = scrubbed.replaceAll(machine.kernel, '6.1.0-lab')
  for (const folder of machine.folders) scrubbed = scrubbed.replaceAll(folder, '/opt/lab')
  // A host name may be an ordinary word: it is one only where it is a whole value.
  if (machine.hostName !== '') scrubbed = scrubbed.replaceAll(`"${machine.hostName}"`, '"node1"')
  return scrubbed
}

/** The roots of the paths that a node, a container or an API server of the story may name. */
const roots = new Set(
  'api apis bin boot containers dev etc healthz host images kubepods lib metadata networks openapi opt proc root run sbin spec subjects sys usr validate var version webhooks www'.split(
    ' ',
  ),
)
/** Files that a container runtime makes there for itself. */
const ofRuntime = /^\/tmp\/runc-process\d+$/
const varFolders = /^\/var\/(lib\/(docker|kubelet)|log\/pods|run)(\/|$)/
const addresses = /^(127\.0\.0\.[01]$|0\.0\.0\.0|172\.17\.|10\.(20|30|96)\.|203\.0\.113\.)/

/** What a recording must not hold, in words; none where it is clean. Each line is JSON. */
export function leaks(text: string, machine: Machine): string[] {
  const found: string[] = []
  for (const [what, pattern] of secrets)
    for (const [match] of text.matchAll(pattern)) found.push(`${what}: ${match.slice(0, 24)}`)
  for (const word of [machine.kernel, ...machine.folders])
    if (word !== '' && text.includes(word)) found.push(`of the machine: ${word}`)
  for (const [address] of text.matchAll(/(?<![\w.])\d{1,3}(\.\d{1,3}){3}(?![\w.-])/g)) {
    if (!addresses.test(address)) found.push(`address: ${address}`)
  }
  for (const line of text.split('\n')) if (line !== '') walk(JSON.parse(line), machine, found)
  return [...new Set(found)]
}

function walk(value: unknown, machine: Machine, found: string[]): void {
  if (typeof value === 'string') {
    if (value === machine.hostName) found.push(`host name: ${value}`)
    const root = /^\/([a-z]+)[/]/.exec(value)?.[1]
    if (
      root !== undefined &&
      !ofRuntime.test(value) &&
      (!roots.has(root) || (root === 'var' && !varFolders.test(value)))
    )
      found.push(`path: ${value}`)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (
        /^(kernelVersion|machineID|systemUUID|bootID)$/i.test(key) &&
        !/^(6\.1\.0-lab|scrubbed)$/.test(String(inner))
      ) {
        found.push(`${key}: ${String(inner)}`)
      }
      walk(inner, machine, found)
    }
  }
}
