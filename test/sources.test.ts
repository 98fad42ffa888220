/** What every source owes. A new folder in sources/ is held to it without a line being written here. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { blockOf } from '../src/ingest/block.ts'
import { RecordError } from '../src/ingest/errors.ts'
import { createIngest, isSetAside } from '../src/ingest/ingest.ts'
import { loadSources } from '../src/ingest/load.ts'
import { isObject } from '../src/ingest/read.ts'
import { createRedact } from '../src/ingest/redact.ts'
import type { Redundant, Source } from '../src/ingest/source.ts'
import type { LineReader, TextRecord } from '../src/ingest/text-lines.ts'
import { ENTITY_TYPES } from '../src/model/entity.ts'
import { EVENT_CLASSES, type Event } from '../src/model/event.ts'
import type { JsonObject } from '../src/model/record.ts'
import { goldenOf } from './golden.ts'
import { filesOf, originsOf, samplesOf, SOURCES, textOf, type Sample } from './samples.ts'

// UPDATE_GOLDENS=1 writes the goldens anew; the difference is for a person to read.
const UPDATE = process.env['UPDATE_GOLDENS'] === '1'
const HEADINGS = ['What it reads', 'What has to be set up', 'Least permissions', 'Blind spots']
const RELATIONS = [
  'runs-on',
  'part-of',
  'made-from',
  'owned-by',
  'has-address',
  'changed-by',
  'opened-by',
  'attached-to',
  'runs-as',
  'known-as',
  'ended',
]
const context = { redact: createRedact() }

const sources = await loadSources(SOURCES)
for (const source of sources.values()) {
  describe(source.id, () => {
    const files = filesOf(source)
    const samples = files.flatMap((file) => samplesOf(source, file))
    const read = ({ record, place }: Sample): Event | Redundant => source.read({ place, value: record }, context)

    it('has samples, and says of each file where it came from', () => {
      assert.ok(samples.length > 0)
      const origins = originsOf(source)
      assert.deepEqual([...origins.keys()].toSorted(), files)
      for (const [file, { origin, what }] of origins)
        assert.ok(['recorded', 'written'].includes(origin) && what !== '', file)
    })
    it('has a README with the headings that a person who sets it up looks for', () => {
      const readme = readFileSync(join(SOURCES, source.id, 'README.md'), 'utf8')
      for (const heading of HEADINGS) assert.match(readme, new RegExp(`^## ${heading}$`, 'm'))
    })
    it('recognises its records, which no other source does', () => {
      for (const { record, place } of samples) {
        const knowing = [...sources.values()].filter((each) => each.recognises(record)).map(({ id }) => id)
        assert.deepEqual(knowing, [source.id], `${place.file}:${place.line}`)
      }
    })
    it('is handed its own records by ingest, whatever carries them', () => {
      for (const file of files) {
        const outcomes = createIngest({ sources }).observe(blockOf(file, textOf(source, file)))
        assert.ok(outcomes.length > 0, file)
        for (const outcome of outcomes) {
          const { place } = outcome
          assert.equal(place.source, source.id, `${file}:${place.line}`)
          if (isSetAside(outcome)) assert.equal(outcome.kind, 'redundant', `${file}:${place.line}: ${outcome.reason}`)
        }
      }
    })
    it('makes sound events, the same ones twice, and leaves the record as it was', () => {
      let events = 0
      for (const sample of samples) {
        freeze(sample.record)
        const event = read(sample)
        assert.deepEqual(event, read(sample))
        if (isSound(event, source)) events += 1
      }
      assert.ok(events > 0)
    })
    if (source.createLineReader) {
      const { createLineReader } = source
      const texts = files.filter((file) => file.endsWith('.log')).map((file) => textOf(source, file).split('\n'))
      const readerOf = (lines: readonly string[]): { reader: LineReader; read: TextRecord[][] } => {
        const reader = createLineReader()
        const read = lines.map((line, at) => [...(reader.line(line, at + 1) ?? [])])
        return { reader, read: [...read, [...reader.end()]] }
      }
      it('has samples of its lines of text, which no other source reads', () => {
        assert.ok(texts.length > 0)
        for (const other of sources.values()) {
          if (other === source || !other.createLineReader) continue
          for (const lines of texts) {
            const reader = other.createLineReader()
            for (const line of lines)
              assert.equal(line && reader.line(line, 1), line && undefined, `${other.id}: ${line}`)
          }
        }
      })
      it('makes objects of any line, of the lines up to now, and holds nothing after the end', () => {
        const lines = fc.array(
          fc.oneof(
            { weight: 4, arbitrary: fc.constantFrom(...texts.flat().filter((line) => line.trim() !== '')) },
            { weight: 1, arbitrary: fc.string({ minLength: 1 }).filter((line) => line.trim() !== '') },
          ),
        )
        fc.assert(
          fc.property(lines, fc.nat(), fc.nat(200), (taken, which, cut) => {
            // One of the lines is cut off, as by a full disk.
            const cutting = taken.map((line, at) => (at === which % taken.length ? line.slice(0, cut) || line : line))
            const { reader, read } = readerOf(cutting)
            assert.deepEqual(readerOf(cutting).read, read)
            for (const [at, records] of read.entries())
              for (const record of records) {
                assert.ok(record.line >= 1 && record.line <= at + 1)
                if ('value' in record) assert.ok(source.recognises(record.value), cutting.join('\n'))
              }
            assert.deepEqual(reader.end(), [])
          }),
          { numRuns: 300 },
        )
      })
    }
    for (const file of files)
      it(`makes of ${file} the events of its golden`, () => {
        const made = samplesOf(source, file).map((sample) => goldenOf(read(sample), sample.record, sample.place.line))
        checkGolden(join(SOURCES, source.id, 'goldens', file.replace(/\.\w+$/, '.json')), made)
      })
    it('leaves no secret of its samples in any event', () => {
      const secrets = [...originsOf(source)].flatMap(([file, { secrets = [] }]) =>
        secrets.map((secret) => ({ file, secret })),
      )
      const wordless = [...originsOf(source).values()].every(({ wordless = '' }) => wordless !== '')
      assert.ok(wordless || secrets.length > 0, 'no sample holds a secret, so that nothing is shown')
      for (const { file, secret } of secrets) {
        assert.ok(textOf(source, file).includes(secret), `${file} does not hold ${secret}`)
        for (const sample of samplesOf(source, file)) {
          const told = JSON.stringify(read(sample))
          for (const spelling of spellings(secret))
            assert.ok(!told.includes(spelling), `${file}:${sample.place.line}: ${spelling}`)
        }
      }
    })
    it('gives a record the same id with any redaction key, and with none', () => {
      for (const { record, place } of samples) {
        const [one, two] = ['a key', 'another'].map((key) =>
          source.read({ place, value: record }, { redact: createRedact(key) }),
        )
        const plain = source.read({ place, value: record }, context)
        if ('redundant' in plain) continue
        assert.ok(one && two && 'uid' in one && 'uid' in two)
        assert.deepEqual([one.uid, two.uid], [plain.uid, plain.uid])
      }
    })
    it('answers a broken record with an event, with a reason, or with a RecordError, and never otherwise', () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...samples),
          fc.array(damage, { minLength: 1, maxLength: 3 }),
          (sample, damages) => {
            const record = damages.reduce<unknown>((broken, { at, junk }) => damaged(broken, at, junk), sample.record)
            // Ingest gives a source nothing else.
            if (!isObject(record)) return
            source.recognises(record)
            source.unwrap?.(record)
            try {
              isSound(source.read({ place: sample.place, value: record }, context), source)
            } catch (error) {
              if (!(error instanceof RecordError)) throw error
            }
          },
        ),
        { numRuns: 3000 },
      )
    })
    it('looks at any value without a fault', () => {
      fc.assert(
        fc.property(junk, (value) => {
          source.unwrap?.(value)
          if (typeof value === 'object' && value !== null && !Array.isArray(value))
            source.recognises(value as JsonObject)
        }),
      )
    })
  })
}

/** Throws where an event is not as every stage may take it to be; false where there is no event. */
function isSound(event: Event | Redundant, { logsource, taxonomies = [] }: Source): boolean {
  if ('redundant' in event) {
    assert.notEqual(event.redundant, '')
    return false
  }
  assert.ok(Object.isFrozen(event))
  assert.match(event.uid, /^[0-9a-f]{32}$/)
  assert.ok(Object.hasOwn(EVENT_CLASSES, event.class_name))
  assert.ok(Number.isFinite(event.time) && event.activity_name !== '' && event.message !== '')
  assert.doesNotMatch(event.message, /\n/)
  for (const { type, uid, known } of event.entities) {
    assert.ok(ENTITY_TYPES.includes(type) && typeof uid === 'string' && uid !== '', `${type}:${uid}`)
    assert.equal(known, 'recorded')
  }
  for (const { subject, relation, object } of event.facts) {
    assert.ok(RELATIONS.includes(relation))
    for (const { type, uid } of [subject, object])
      assert.ok(ENTITY_TYPES.includes(type) && typeof uid === 'string' && uid !== '')
  }
  const answers = [logsource, ...taxonomies].map((each) => JSON.stringify(each))
  assert.ok(event.views.length > 0)
  for (const view of event.views)
    assert.ok(answers.includes(JSON.stringify(view.logsource)), JSON.stringify(view.logsource))
  return true
}

function checkGolden(file: string, made: unknown): void {
  const text = `${JSON.stringify(made, null, 1)}\n`
  if (UPDATE) {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
  }
  assert.ok(existsSync(file), `${file} is missing; write it with UPDATE_GOLDENS=1`)
  assert.deepEqual(JSON.parse(text), JSON.parse(readFileSync(file, 'utf8')))
}

const spellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  encodeURIComponent(secret).replaceAll('%20', '+'),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
]

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    'x',
    '\0',
    '-1',
    '9'.repeat(400),
    0,
    -1,
    1e300,
    [],
    {},
    [null],
    [[]],
    [{}],
    ['', 1],
  ),
  fc.jsonValue(),
  // As JSON.parse makes them: own properties with the names of inherited ones.
  fc
    .constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length')
    .map((name) => JSON.parse(`{"${name}":{"${name}":[1]}}`) as unknown),
)
const damage = fc.record({ at: fc.array(fc.nat(), { maxLength: 7 }), junk: fc.option(junk, { nil: undefined }) })

/** `value` with something else, or with nothing, at a place somewhere inside. */
function damaged(value: unknown, at: readonly number[], instead: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return instead
  const keys = Object.keys(value)
  const key = keys[(at[0] ?? 0) % keys.length] as string
  const inner = at.length <= 1 ? instead : damaged((value as JsonObject)[key], at.slice(1), instead)
  if (Array.isArray(value)) return value.map((item: unknown, index) => (String(index) === key ? inner : item))
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) =>
      name !== key ? [[name, item]] : inner === undefined ? [] : [[name, inner]],
    ),
  )
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  Object.freeze(value)
  for (const inner of Object.values(value)) freeze(inner)
}
