/** The whole program as a receiver, in a process that a test can kill. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface ReceiverProcess {
  readonly child: ChildProcess
  /** Of its first listener. */
  readonly url: string
}

const FLAGS = ['--conditions=tallyman-unbuilt', '--disable-warning=ExperimentalWarning']

/** Resolves when it listens; rejects with what it said where it does not. */
export async function startReceiver(file: string, journal: string): Promise<ReceiverProcess> {
  // Not by bin/tallyman.js: what is killed should be what writes.
  const child = spawn(
    process.execPath,
    [...FLAGS, 'src/cli/main.ts', 'watch', '--receive', file, '--journal', journal, '--format', 'ndjson'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const said: string[] = []
  return new Promise((resolve, reject) => {
    // Read to its end: who is not read stops at a full pipe.
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      said.push(line)
      const url = /^listening on (https?:[^\s,]+)/.exec(line)?.[1]
      if (url !== undefined) resolve({ child, url })
    })
    child.once('exit', () => reject(new Error(`it did not start: ${said.join(' / ')}`)))
  })
}
