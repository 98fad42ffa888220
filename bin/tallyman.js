#!/usr/bin/env node
/**
 * Starts Tallyman with a Node that can run it. A clone runs its TypeScript unbuilt, a package runs what was built; where the system's Node
 * is too old, the one that npm installed beside us is used.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const OLDEST = 24
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const unbuilt = existsSync(join(root, 'src/cli/main.ts'))
const main = join(root, unbuilt ? 'src/cli/main.ts' : 'dist/src/cli/main.js')
const flags = unbuilt ? ['--conditions=tallyman-unbuilt', '--disable-warning=ExperimentalWarning'] : []

const node = recentNode()
if (!node) {
  process.stderr.write(
    `tallyman needs Node ${OLDEST} or later and found ${process.version}.\n` +
      'Run `npm install` here without --omit=optional (it brings a Node of its own), or install a newer Node.\n',
  )
  process.exit(2)
}
// The channel carries nothing. It closes when we are killed so that we cannot say so, and the other does not live on without us.
const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
const child = spawn(node, [...flags, main, ...process.argv.slice(2)], { stdio })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  process.stderr.write(`tallyman could not start ${node}: ${error.message}\n`)
  process.exit(2)
})
child.on('exit', (code, signal) => {
  if (signal) process.kill(process.pid, signal)
  else process.exit(code ?? 2)
})

/** This Node, or the one among our dependencies, or the one that npm put beside us when we are a dependency ourselves. */
function recentNode() {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST) return process.execPath
  return [join(root, 'node_modules/.bin/node'), join(root, '../.bin/node')].find((path) => existsSync(path))
}
