/** Runs commands as the people of a scenario: each from an address of their own, with their own credentials. */
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

export interface Ran {
  time: string
  command: string
  exitCode: number
  output: string
}

export interface Person {
  name: string
  /** Runs a command to its end, with a standard input, in a folder. A failure is an answer, not an error. */
  run(command: string[], given?: { input?: string; folder?: string }): Promise<Ran>
  /** Runs `act` while a command that would not end by itself is running. */
  during(command: string[], act: () => Promise<unknown>): Promise<void>
}

export function setting(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') throw new Error(`${name} is not set: the lab is started by lab/record.sh`)
  return value
}

export const pause = (seconds: number) => new Promise<void>((done) => setTimeout(done, seconds * 1000))

/** `tell` hears every command that a person ran. `kubectl` is the program this person has. */
export function createPerson(name: string, kubectl: string, tell: (person: string, ran: Ran) => void): Person {
  const home = `${setting('LAB_STATE')}/people/${name}`
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home, { recursive: true })
  const kubeconfig = readFileSync(`${setting('LAB_KUBECONFIGS')}/${name}.kubeconfig`, 'utf8')
  // The file leads to the machine's own loopback; people are elsewhere and use the server's address.
  writeFileSync(`${home}/kubeconfig`, kubeconfig.replace(/https:\/\/[^"]*/, setting('LAB_API')), { mode: 0o600 })
  const env = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: home,
    KUBECONFIG: `${home}/kubeconfig`,
    DOCKER_HOST: setting('DOCKER_HOST'),
    DOCKER_BUILDKIT: '0',
  }
  const place = ['nsenter', `--net=/run/netns/${setting('LAB_NETNS')}-${name}`]
  const programs = new Map([
    ['kubectl', [kubectl]],
    ['exec-websocket', [process.execPath, `${import.meta.dirname}/exec-websocket.ts`]],
    ['task-server', [process.execPath, `${import.meta.dirname}/task-server.ts`]],
  ])
  const program = ([word = '', ...rest]: string[]) => [...place, ...(programs.get(word) ?? [word]), ...rest]

  function run(command: string[], given: { input?: string; folder?: string } = {}): Promise<Ran> {
    const [file = '', ...rest] = program(command)
    const time = new Date().toISOString()
    return new Promise((done) => {
      const options = { env, cwd: given.folder ?? home, maxBuffer: 1 << 26, timeout: 120_000 }
      const child = execFile(file, rest, options, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        const ran = { time, command: commandLine(command), exitCode, output: stdout + stderr }
        tell(name, ran)
        done(ran)
      })
      child.stdin?.on('error', () => {}) // it ended without reading all
      child.stdin?.end(given.input ?? '')
    })
  }

  async function during(command: string[], act: () => Promise<unknown>): Promise<void> {
    const [file = '', ...rest] = program(command)
    const time = new Date().toISOString()
    const child = spawn(file, rest, { env, cwd: home, stdio: 'ignore' })
    const ended = new Promise((done) => child.on('exit', done))
    await pause(2)
    await act()
    child.kill('SIGINT')
    await ended
    tell(name, { time, command: commandLine(command), exitCode: 0, output: '' })
  }

  return { name, run, during }
}

/** The words of a command: split at blanks; a text put in stays one word, whatever it holds, a list is its words. */
export function argv(text: TemplateStringsArray, ...values: (string | string[])[]): string[] {
  const words: string[] = []
  let open = false // the last word may go on
  const add = (word: string) => void words.push(open ? `${words.pop()}${word}` : word)
  for (const [index, part] of text.entries()) {
    const value = values[index - 1] ?? []
    if (typeof value === 'string') {
      add(value)
      open = true
    } else {
      words.push(...value)
      open = false
    }
    const [first = '', ...rest] = part.split(/\s+/)
    if (first !== '') {
      add(first)
      open = true
    }
    for (const word of rest) {
      open = false
      if (word !== '') {
        add(word)
        open = true
      }
    }
  }
  return words
}

/** The words of a command as a shell would need them. */
export function commandLine(command: string[]): string {
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}
