/** Sigma rules from files and folders, all that is wrong with any of them said at once. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { InputError, inputError } from '../ingest/input/errors.ts'
import {
  compileRule,
  readSigma,
  sameIds,
  SigmaErrors,
  unresolved,
  type CompiledRule,
  type Correlation,
  type ReadSigma,
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
  const sigmas: ReadSigma[] = []
  for (const file of files) sigmas.push(readSigma(await readFile(file, 'utf8'), file))
  const refused = sigmas.flatMap((sigma) => sigma.errors)
  const filters = sigmas.flatMap((sigma) => sigma.filters)
  const rules = sigmas
    .flatMap((sigma) => sigma.rules)
    .flatMap((rule) => orRefuse(() => compileRule(rule, { filters, placeholders }), refused))
  const correlations = sigmas.flatMap((sigma) => sigma.correlations)
  const known = rules.map(({ rule }) => rule)
  const bad = unresolved(correlations, known)
  refused.push(...[...bad.values()].flat(), ...sameIds(known, correlations))
  return { rules, correlations: correlations.filter((correlation) => !bad.has(correlation)), refused }
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
