/** The file that a process runs, or ran, under a `/proc` that is made up. */
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { exeFileBeside, exeFileOf } from './exe-file.ts'

const proc = mkdtempSync(join(tmpdir(), 'proc-'))
after(() => rmSync(proc, { recursive: true }))
mkdirSync(join(proc, '7/root/tmp'), { recursive: true })
const file = join(proc, '7/root/tmp/x')
writeFileSync(file, 'program')
symlinkSync(file, join(proc, '7/exe'))
symlinkSync(join(proc, '7/root/tmp'), join(proc, '7/cwd'))
symlinkSync(file, join(proc, '7/root/tmp/link'))
const changed = (): number => Math.floor(statSync(file).ctimeMs)

it('says when the file was changed last, also where only its mode was', () => {
  assert.deepEqual(exeFileOf(proc, 7), { exeChanged: changed() })
  chmodSync(file, 0o755)
  assert.deepEqual(exeFileOf(proc, 7), { exeChanged: changed() })
  assert.deepEqual(exeFileOf(proc, 8), {})
})

it('finds the file of who has ended by its path, from the root or from where it was', () => {
  for (const path of ['/tmp/x', './x', 'x']) assert.deepEqual(exeFileBeside(proc, 7, path), { exeChanged: changed() })
})

it('says nothing of links, folders, what is gone, and other file systems', () => {
  for (const path of ['/tmp/link', '/tmp', '/tmp/y']) assert.deepEqual(exeFileBeside(proc, 7, path), {})
  symlinkSync('/proc/self', join(proc, '7/root/elsewhere'))
  assert.deepEqual(exeFileBeside(proc, 7, '/elsewhere/status'), {})
})
