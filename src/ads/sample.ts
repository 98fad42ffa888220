/** The labelled samples of a package: raw records, one a line, that travel the whole way. */
import type { JsonObject } from '../model/record.ts'
import type { Finding } from './finding.ts'

/** What must happen: `malicious` alerts, `benign` and `missed` stay silent. */
export type Label = 'malicious' | 'benign' | 'missed'

/**
 * `captured` from real software; `stretched`: captured, and the pauses between records, or bursts of them, made longer by one factor, where nobody can
 * wait for days; `written` by hand.
 */
const ORIGINS = ['captured', 'stretched', 'written'] as const
type Origin = (typeof ORIGINS)[number]

export interface SampleRecord {
  readonly source: string
  readonly record: JsonObject
  /** From 1. */
  readonly line: number
}

export interface Case {
  readonly name: string
  readonly label: Label
  readonly file: string
  /** Of its first record, from 1. */
  readonly line: number
  /** The least true to life of its records; whatever is not `captured` is said at every such record. */
  readonly origin: Origin
  /** In the order of the file. */
  readonly records: readonly SampleRecord[]
}

/** Reads one file of samples. Lines with the same case belong together. */
export function readCases(text: string, file: string, label: Label): { cases: Case[]; findings: Finding[] } {
  const cases = new Map<string, Case & { records: SampleRecord[] }>()
  const findings: Finding[] = []
  for (const [index, json] of text.split(/\r?\n/).entries()) {
    if (json.trim() === '') continue
    const line = index + 1
    const sample = readLine(json)
    if (typeof sample === 'string') {
      findings.push({ code: 'sample-unreadable', file, line, problem: sample, advice: SHAPE })
      continue
    }
    const { name, origin, ...record } = sample
    const before = cases.get(name)
    if (before) {
      before.records.push({ ...record, line })
      // A case is as true to life as its least true record.
      if (ORIGINS.indexOf(origin) > ORIGINS.indexOf(before.origin)) cases.set(name, { ...before, origin })
    } else {
      cases.set(name, { name, label, file, line, origin, records: [{ ...record, line }] })
    }
  }
  return { cases: [...cases.values()], findings }
}

const SHAPE =
  'write one record a line: {"case": "id: in words", "source": "kubernetes-audit", "record": {...}}, with "origin": "written" where it was not captured from real software, "stretched" where it was and its times were stretched'

const KEYS: readonly string[] = ['case', 'source', 'origin', 'record']

function readLine(json: string): { name: string; origin: Origin; source: string; record: JsonObject } | string {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    return `the line is not JSON: ${error instanceof Error ? error.message : String(error)}`
  }
  if (!isObject(value)) return 'the line is not a JSON object'
  const unknown = Object.keys(value).find((key) => !KEYS.includes(key))
  if (unknown !== undefined) return `\`${unknown}\` is not a field of a sample`
  const { case: name, source, origin = 'captured', record } = value
  if (typeof name !== 'string' || name.trim() === '') return 'the sample names no case'
  if (typeof source !== 'string' || source === '') return 'the sample names no source'
  if (!isOrigin(origin))
    return `the sample's origin ${JSON.stringify(origin)} is none of ${ORIGINS.map((each) => `"${each}"`).join(', ')}`
  if (!isObject(record)) return 'the sample has no record, or one that is no object'
  return { name, origin, source, record }
}

const isOrigin = (value: unknown): value is Origin => ORIGINS.includes(value as Origin)
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
