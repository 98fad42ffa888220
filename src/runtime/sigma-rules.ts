/** Sigma rules from files and folders, all that is wrong with any of them said at once. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { InputError, inputError } from '../ingest/input/errors.ts'
import {
  compileRule,
  createCorrelator,
  parseSigma,
  SigmaErrors,
  type CompiledRule,
  type Correlation,
  type Rule,
  type Sigma,
  type SigmaError,
} from '../sigma/index.ts'

export interface SigmaRules {
  /** With the filters that apply to each, and its placeholders replaced. */
  readonly rules: readonly CompiledRule[]
  readonly correlations: readonly Correlation[]
  /** What was refused, with its place; the other rules are there all the same. */
  readonly refused: readonly SigmaError[]
}

export type Placeholders = ReadonlyMap<string, readonly string[]>

/** Reads `.yml` and `.yaml` files, folders through to their ends. Throws InputError for a name that stands for nothing. */
export async function loadSigmaRules(
  paths: readonly string[],
  placeholders: Placeholders = new Map(),
): Promise<SigmaRules> {
  const files = (await Promise.all(paths.map(expand))).flat()
  const refused: SigmaError[] = []
  const sigmas: Sigma[] = []
  for (const file of files) {
    const text = await readFile(file, 'utf8')
    sigmas.push(...orRefuse(() => parseSigma(text, file), refused))
  }
  const filters = sigmas.flatMap((sigma) => sigma.filters)
  const rules = sigmas
    .flatMap((sigma) => sigma.rules)
    .flatMap((rule) => orRefuse(() => compileRule(rule, { filters, placeholders }), refused))
  const correlations = resolved(
    sigmas.flatMap((sigma) => sigma.correlations),
    rules.map(({ rule }) => rule),
    refused,
  )
  return { rules, correlations, refused }
}

/** The correlations without those that refer to what is not there, and without those that refer to these. */
function resolved(
  correlations: readonly Correlation[],
  rules: readonly Rule[],
  refused: SigmaError[],
): readonly Correlation[] {
  try {
    createCorrelator(correlations, { rules })
    return correlations
  } catch (error) {
    if (!(error instanceof SigmaErrors)) throw error
    refused.push(...error.errors)
    const at = new Set(error.errors.map(({ file, line }) => `${file}:${line}`))
    const kept = correlations.filter(({ refers }) => !refers.some(({ place }) => at.has(`${place.file}:${place.line}`)))
    // What has no reference at fault is at fault itself: then nothing more is tried.
    return kept.length === correlations.length ? [] : resolved(kept, rules, refused)
  }
}

function orRefuse<T>(read: () => T, refused: SigmaError[]): T[] {
  try {
    return [read()]
  } catch (error) {
    if (!(error instanceof SigmaErrors)) throw error
    refused.push(...error.errors)
    return []
  }
}

/** A YAML map of names to a word or a list of words, as `expand` needs them. */
export async function loadPlaceholders(file: string): Promise<Placeholders> {
  const word = z.union([z.string(), z.number()]).transform(String)
  const shape = z.record(z.string(), z.union([word, z.array(word)]))
  const read = shape.safeParse(parse(await readFile(file, 'utf8')))
  if (!read.success)
    throw inputError(file, new InputError(file, `should map names to lists of words: ${z.prettifyError(read.error)}`))
  return new Map(Object.entries(read.data).map(([name, words]) => [name, [words].flat()]))
}

async function expand(path: string): Promise<string[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw inputError(path, cause)
  })
  if (!found.isDirectory()) return [path]
  const names = await readdir(path, { recursive: true })
  return names
    .filter((name) => /\.ya?ml$/i.test(name))
    .toSorted()
    .map((name) => join(path, name))
}
