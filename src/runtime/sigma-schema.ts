/** Schemas of log sources that are not ours, for the linter: data in JSON or YAML. */
import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import { InputError, inputError } from '../ingest/input/errors.ts'
import type { Schema } from '../sigma/index.ts'

const words = z.array(z.string())
const when = z.strictObject({ field: z.string(), is: words })
const field = z.strictObject({
  kind: z.enum(['text', 'number', 'boolean', 'time', 'address', 'object']),
  values: words.exactOptional(),
  many: z.boolean().exactOptional(),
  alike: z
    .array(z.strictObject({ values: words, why: z.string(), when: z.array(when).exactOptional() }))
    .exactOptional(),
})
const fields = z
  .record(z.string(), field)
  .transform((read): ReadonlyMap<string, z.infer<typeof field>> => new Map(Object.entries(read)))
const schema = z.strictObject({
  logsource: z.strictObject({
    category: z.string().exactOptional(),
    product: z.string().exactOptional(),
    service: z.string().exactOptional(),
  }),
  fields,
  open: words.default([]),
  variants: z.array(z.strictObject({ when, path: z.string(), fields, open: words.default([]) })).default([]),
})

/** One schema, or a list of them. Throws InputError: for a file that cannot be read, and for what is wrong in it and where. */
export async function loadSchemas(file: string): Promise<Schema[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw inputError(file, cause)
  })
  const said = parseText(file, text)
  const read = z.array(schema).safeParse(Array.isArray(said) ? said : [said])
  if (!read.success) throw new InputError(file, `is no schema of a log source: ${z.prettifyError(read.error)}`)
  return read.data
}

function parseText(file: string, text: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    throw new InputError(file, `is neither JSON nor YAML: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}
