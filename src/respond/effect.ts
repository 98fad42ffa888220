/** What an effect is made of: its checked shape, how it is shown to people, and what it needs leave for. */
import { stringify } from 'yaml'
import { z } from 'zod'
import type { Effect } from '../model/action.ts'

/** An effect as people read it. Everything in it is escaped for a terminal and quoted for a shell. */
export interface Shown {
  /** The same by hand: kubectl or docker. */
  readonly commands: readonly string[]
  /** What those commands read from standard input. */
  readonly input?: string
  /** What must hold, or what the commands do not say. */
  readonly note?: string
}

export interface Described extends Shown {
  /** Whether the world is another afterwards. What only reads needs no undo. */
  readonly changes: boolean
  /** Each in one string: see `permissionKeys`. */
  readonly permissions: readonly string[]
}

/** An effect that is not of its kind's shape. It comes from a responder, so it is a fault of ours. */
export class EffectError extends Error {
  override readonly name = 'EffectError'
  readonly code = 'TALLYMAN_EFFECT'
}

export interface EffectKind {
  readonly do: string
  /** Throws EffectError. */
  describe(effect: Effect): Described
}

/** Declares a kind of effect, and gives the function that makes one. */
export function defineEffect<Shape extends z.ZodType<Effect['with']>>(
  name: string,
  shape: Shape,
  describe: (parameters: z.output<Shape>) => Described,
): ((parameters: z.output<Shape>) => Effect) & EffectKind {
  const make = (parameters: z.output<Shape>): Effect => ({ do: name, with: parameters })
  return Object.assign(make, {
    do: name,
    describe(effect: Effect): Described {
      const read = shape.safeParse(effect.with)
      if (!read.success) throw new EffectError(`${name}: ${z.prettifyError(read.error)}`, { cause: read.error })
      return describe(read.data)
    },
  })
}

/** What an earlier effect of the same action kept: it is looked up when the action is done, not when it is planned. */
export interface Kept {
  readonly kept: string
  /** A dotted path into it; all of it where this is missing. */
  readonly at?: string
  /** Only these fields of the object that stands there; null for one that it lacks, so that a patch takes it away again. */
  readonly fields?: readonly string[]
}

export const kept = (name: string, at?: string, fields?: readonly string[]): Kept => ({
  kept: name,
  ...(at !== undefined && { at }),
  ...(fields && { fields }),
})

export const keptShape = z.strictObject({
  kept: z.string(),
  at: z.string().optional(),
  fields: z.array(z.string()).readonly().optional(),
})

export const showKept = ({ kept, at, fields }: z.output<typeof keptShape>): string =>
  `<${[...(fields ? [`${fields.join(', ')} in`] : []), at ?? 'all', 'of what was kept as', kept].join(' ')}>`

/** A value as JSON, with words in the place of what is only known later. */
export const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    const read = keptShape.safeParse(part)
    return read.success ? showKept(read.data) : part
  })

/** Letters that move the cursor, hide or turn the writing round. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Words from outside as one line for people: what does not show is spelt out. */
export const visible = (letters: string): string =>
  letters.replaceAll(UNSEEN, (letter) =>
    [...letter].map((one) => `\\U${(one.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`).join(''),
  )

/** One word of a shell's command line, whatever is in it. */
export function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  if (word.search(UNSEEN) < 0) return `'${word.replaceAll("'", String.raw`'\''`)}'`
  return `$'${visible(word.replaceAll('\\', String.raw`\\`).replaceAll("'", String.raw`\'`))}'`
}

/** A manifest: YAML, or JSON with escapes where it holds letters that do not show. Either can be given to kubectl. */
export function manifestText(manifest: unknown): string {
  const json = JSON.stringify(manifest)
  const hides = /[\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u007f-\u009f]|\\u|\\[bf]/u.test(json)
  if (!hides) return stringify(manifest).trimEnd()
  return JSON.stringify(manifest, null, 2).replaceAll(/[\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u007f-\u009f]/gu, (letter) =>
    Array.from(
      { length: letter.length },
      (_, index) => `\\u${letter.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}
