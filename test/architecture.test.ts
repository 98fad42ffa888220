/** The law of imports. A room may use the rooms on its line and nothing else; shipped units use the public doors. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, it } from 'node:test'

const STAGES = ['src/attribute', 'src/detect', 'src/triage', 'src/correlate', 'src/respond']

const MAY_IMPORT: { readonly [room: string]: readonly string[] } = {
  // the ground: nothing of ours
  'src/model': [],
  'src/stream': [],
  'src/sigma': [],
  'src/attack': [],
  // the edges of the flow
  'src/scan': ['src/sigma'],
  'src/ingest': ['src/model', 'src/scan', 'src/sigma'],
  'src/export': ['src/model'],
  'src/store': ['src/model'],
  // the verbs: the ground, never each other
  'src/attribute': ['src/model', 'src/stream', 'src/sigma'],
  'src/detect': ['src/model', 'src/stream', 'src/sigma'],
  'src/triage': ['src/model', 'src/stream'],
  'src/correlate': ['src/model', 'src/stream', 'src/attack'],
  'src/respond': ['src/model', 'src/stream'],
  'src/visibility': ['src/model', 'src/stream'],
  // assembly
  'src/pipeline': [...STAGES, 'src/visibility', 'src/model', 'src/stream'],
  'src/ads': ['src/detect', 'src/respond', 'src/sigma', 'src/attack', 'src/model'],
  'src/runtime': [
    'src/pipeline',
    'src/ads',
    'src/ingest',
    'src/store',
    'src/scan',
    'src/respond',
    'src/visibility',
    'src/sigma',
    'src/attack',
    'src/model',
    'src/stream',
    'src/detect',
    'src/triage',
    'src/correlate',
    'src/attribute',
  ],
  'src/cli': ['src/runtime', 'src/ads', 'src/attack', 'src/export', 'src/sigma', 'src/scan', 'src/model'],
  // shipped units: the public doors only, so that what ours can do, anyone's can
  sources: ['tallyman/source'],
  responders: ['tallyman/responder'],
}
/** Rooms of the design that nobody has moved into yet: named here so that the table is whole, and refused once they are built but empty. */
const NOT_BUILT_YET: string[] = []

const rooms = Object.keys(MAY_IMPORT).filter((room) => existsSync(room) || !NOT_BUILT_YET.includes(room))
const roomOf = (path: string): string => rooms.find((room) => path.startsWith(`${room}/`)) ?? path

describe('the law of imports', () => {
  it('has every folder of src on its table', () => {
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory())
    assert.ok(folders.length > 8, 'the table is held against something')
    assert.deepEqual(
      folders.map(({ name }) => `src/${name}`).filter((room) => !MAY_IMPORT[room]),
      [],
    )
  })
  for (const room of rooms)
    it(`lets ${room} import only what it may`, () => {
      const files = filesOf(room)
      assert.ok(files.length > 0, `${room} has no file: a law that checks nothing must not pass`)
      const trespasses = files
        .flatMap((file) => importsOf(file).map((target) => ({ file, target })))
        .filter(({ file, target }) => !isAllowed(room, file, target))
        .map(({ file, target }) => `${file} imports ${target}, which is not on the line of ${room}`)
      assert.deepEqual(trespasses, [])
    })
  it('lets no shipped unit import another one', () => {
    const units = ['sources', 'responders'].flatMap((kind) => filesOf(kind))
    const outside = units.flatMap((file) => {
      const unit = file.split('/').slice(0, 2).join('/')
      return relativeTargets(file)
        .filter((target) => !target.startsWith(`${unit}/`))
        .map((target) => `${file} imports ${target}`)
    })
    assert.deepEqual(outside, [])
  })
  it('keeps every file of TypeScript under 300 lines', () => {
    const long = ['src', 'sources', 'responders', 'test', 'bench', 'lab']
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => filesOf(folder))
      .filter((file) => readFileSync(file, 'utf8').split('\n').length > 300)
    assert.deepEqual(long, [])
  })
  it('has every folder of src in ARCHITECTURE.md', () => {
    const text = readFileSync('ARCHITECTURE.md', 'utf8')
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory())
    assert.deepEqual(
      folders.map(({ name }) => name).filter((name) => !text.includes(`\`${name}/\``)),
      [],
    )
  })
})

function isAllowed(room: string, file: string, target: string): boolean {
  if (target === room || MAY_IMPORT[room]?.includes(target)) return true
  // What proves a room may look at the shipped units, and at what tests, benchmarks and builds are made of.
  const proof = ['tallyman/', 'test/', 'bench/', 'scripts/']
  return file.endsWith('.test.ts') && proof.some((place) => target.startsWith(place))
}
function filesOf(room: string): string[] {
  return readdirSync(room, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => join(room, name))
}
/** Type-only imports and dynamic ones count. */
function specifiersOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(
    ([, target = '']) => target,
  )
}
function relativeTargets(file: string): string[] {
  return specifiersOf(file)
    .filter((target) => target.startsWith('.'))
    .map((target) => posix.join(posix.dirname(file), target))
}
function importsOf(file: string): string[] {
  return [
    ...relativeTargets(file).map(roomOf),
    ...specifiersOf(file).filter((target) => target.startsWith('tallyman/')),
  ]
}
