// Builds what the package ships: JavaScript and types into dist/, with the data that stands beside the code.
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

rmSync('dist', { recursive: true, force: true })
execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' })
for (const name of readdirSync('src', { recursive: true }).map(String))
  if (/\.(json|wasm|bt)$/.test(name)) cpSync(join('src', name), join('dist/src', name))
