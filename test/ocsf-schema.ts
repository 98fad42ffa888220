/** Checks a record against the OCSF schema's own sources: classes, objects, profiles, types, enums and constraints. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

interface Attribute {
  readonly requirement?: string
  readonly type?: string
  readonly is_array?: boolean
  readonly sibling?: string
  readonly enum?: { readonly [value: string]: { readonly caption: string } }
  readonly profile?: string | null
  readonly caption?: string
  readonly observable?: number
  readonly '@deprecated'?: object
}

interface Definition {
  readonly name: string
  readonly caption: string
  readonly observable?: number
  readonly uid?: number
  readonly category?: string
  readonly extends?: string
  readonly attributes: { readonly [name: string]: Attribute }
  readonly constraints?: { readonly at_least_one?: readonly string[]; readonly just_one?: readonly string[] }
}

interface Type {
  readonly caption?: string
  readonly observable?: number
  readonly type?: string
  readonly regex?: string
  readonly max_len?: number
  readonly range?: readonly [number, number]
}

interface Dictionary {
  readonly attributes: { readonly [name: string]: Attribute }
  readonly types: { readonly attributes: { readonly [name: string]: Type } }
}

type Json = { readonly [key: string]: unknown }

/** The folder of the schema's sources, beside the repository or above it; nothing where there is none. */
export function ocsfSchemaFolder(): string | undefined {
  for (let folder = resolve('.'); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, '..', 'shared', 'data', 'ocsf-schema')
    if (existsSync(join(path, 'dictionary.json'))) return path
  }
  return undefined
}

export interface OcsfSchema {
  readonly version: string
  /** Everything that is wrong with the record, each with its path; nothing where it is valid. */
  validate(record: Json): string[]
}

export function loadOcsfSchema(folder: string): OcsfSchema {
  const read = <T>(path: string): T => JSON.parse(readFileSync(join(folder, path), 'utf8')) as T
  const named = (pattern: string): Map<string, Definition> =>
    new Map(
      globSync(pattern, { cwd: folder })
        .map((path) => read<Definition>(path))
        .map((one) => [one.name, one]),
    )
  const dictionary = read<Dictionary>('dictionary.json')
  const categories: { readonly [name: string]: { readonly uid: number; readonly caption: string } } = {
    ...read<{ attributes: { [name: string]: { uid: number; caption: string } } }>('categories.json').attributes,
    // Of the base event alone; the schema's compiler adds it, with the number 0 for both.
    other: { uid: 0, caption: 'Uncategorized' },
  }
  const classes = named('events/**/*.json')
  const objects = named('objects/*.json')
  const { version } = read<{ version: string }>('version.json')

  // The schema gives the numbers of observables where each is defined, not in the enum itself.
  const observables = [
    ...Object.values(dictionary.types.attributes),
    ...Object.values(dictionary.attributes),
    ...objects.values(),
    ...[...objects.values()].flatMap(({ attributes }) => Object.values(attributes)),
  ].flatMap(({ observable, caption = '' }) => (observable === undefined ? [] : [[observable, { caption }] as const]))

  /** From the root of the family down to itself. */
  const family = (of: Map<string, Definition>, name: string): Definition[] => {
    const found = of.get(name)
    return found ? [...(found.extends === undefined ? [] : family(of, found.extends)), found] : []
  }

  /** Every attribute with what the dictionary, the profiles and each of the family say of it. */
  const attributesOf = (line: readonly Definition[]): Map<string, Attribute> => {
    const attributes = new Map<string, Attribute>()
    for (const { attributes: own } of line) {
      for (const path of (own['$include'] ?? []) as readonly string[]) {
        const profile = read<Definition>(path)
        for (const [name, attribute] of Object.entries(profile.attributes))
          if (name !== '$include')
            attributes.set(name, merge(attributes.get(name), { profile: profile.name, ...attribute }))
      }
      for (const [name, attribute] of Object.entries(own))
        if (name !== '$include') attributes.set(name, merge(attributes.get(name), attribute))
    }
    const whole = new Map([...attributes].map(([name, one]) => [name, merge(dictionary.attributes[name], one)]))
    const number = line.at(-1)?.name === 'observable' && whole.get('type_id')
    if (number) whole.set('type_id', merge(number, { enum: Object.fromEntries(observables) }))
    return whole
  }

  const checkObject = (
    value: unknown,
    line: readonly Definition[],
    path: string,
    profiles: readonly unknown[],
  ): string[] => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path}: is no object`]
    // `unmapped` is of no kind: an object of whatever the source has.
    if (line.length === 1 && line[0]?.name === 'object') return []
    const attributes = attributesOf(line)
    const given = value as Json
    const { at_least_one = [], just_one = [] } = line.findLast(({ constraints }) => constraints)?.constraints ?? {}
    return [
      ...Object.entries(given).flatMap(([name, part]) => {
        const attribute = attributes.get(name)
        if (!attribute) return [`${path}.${name}: is no attribute of ${line.at(-1)?.name}`]
        if (attribute.profile && !profiles.includes(attribute.profile))
          return [`${path}.${name}: needs the profile ${attribute.profile}`]
        if (attribute['@deprecated']) return [`${path}.${name}: is deprecated`]
        return [
          ...checkAttribute(part, attribute, `${path}.${name}`, profiles),
          ...checkSibling(given, name, attribute, path),
        ]
      }),
      ...[...attributes]
        .filter(
          ([, { requirement, profile }]) => requirement === 'required' && (!profile || profiles.includes(profile)),
        )
        .filter(([name]) => given[name] === undefined)
        .map(([name]) => `${path}.${name}: is required`),
      ...(at_least_one.length > 0 && !at_least_one.some((name) => given[name] !== undefined)
        ? [`${path}: needs at least one of ${at_least_one.join(', ')}`]
        : []),
      ...(just_one.length > 0 && just_one.filter((name) => given[name] !== undefined).length !== 1
        ? [`${path}: needs exactly one of ${just_one.join(', ')}`]
        : []),
    ]
  }

  const checkAttribute = (
    value: unknown,
    attribute: Attribute,
    path: string,
    profiles: readonly unknown[],
  ): string[] => {
    if (!attribute.is_array) return checkValue(value, attribute, path, profiles)
    if (!Array.isArray(value)) return [`${path}: is no array`]
    return value.flatMap((part, index) => checkValue(part, attribute, `${path}[${index}]`, profiles))
  }

  const checkValue = (value: unknown, attribute: Attribute, path: string, profiles: readonly unknown[]): string[] => {
    const name = attribute.type ?? ''
    const type = dictionary.types.attributes[name]
    if (!type) return checkObject(value, family(objects, name), path, profiles)
    const problem = problemOf(value, name, type)
    if (problem) return [`${path}: ${problem}`]
    return attribute.enum && !Object.hasOwn(attribute.enum, String(value))
      ? [`${path}: ${String(value)} is not in its enum`]
      : []
  }

  /** A caption stands beside its number, and is that number's. */
  const checkSibling = (given: Json, name: string, { sibling, enum: captions }: Attribute, path: string): string[] => {
    const caption = captions?.[String(given[name])]?.caption
    const said = sibling === undefined ? undefined : given[sibling]
    return said === undefined || caption === undefined || given[name] === 99 || said === caption
      ? []
      : [`${path}.${sibling}: is ${String(said)}, but should be ${caption}`]
  }

  return {
    version,
    validate(record) {
      const found = [...classes.values()].find((one) => classUid(one) === record['class_uid'])
      if (!found) return [`class_uid: there is no class ${String(record['class_uid'])}`]
      const metadata = record['metadata'] as Json | undefined
      const profiles = Array.isArray(metadata?.['profiles']) ? (metadata['profiles'] as unknown[]) : []
      const category = categories[categoryOf(found) ?? '']
      const type = Number(record['class_uid']) * 100 + Number(record['activity_id'])
      const fixed: readonly (readonly [string, unknown])[] = [
        ['class_name', found.caption],
        ['category_uid', category?.uid],
        ['category_name', category?.caption],
        ['type_uid', type],
      ]
      // These take their enums from the class itself, and the check is here.
      const line = family(classes, found.name).map((one) => withoutEnums(one, ['class_uid', 'category_uid']))
      return [
        ...(metadata?.['version'] === version ? [] : [`metadata.version: is not ${version}`]),
        ...fixed
          .filter(([name, value]) => record[name] !== value)
          .map(([name, value]) => `${name}: should be ${String(value)}`),
        ...checkObject(record, line, '', profiles),
      ]
    },
  }

  function categoryOf(definition: Definition): string | undefined {
    return family(classes, definition.name).findLast(({ category }) => category !== undefined)?.category
  }
  function classUid(definition: Definition): number | undefined {
    if (definition.name === 'base_event') return 0
    const category = categories[categoryOf(definition) ?? '']
    return category && definition.uid !== undefined ? category.uid * 1000 + definition.uid : undefined
  }
}

const merge = (a: Attribute | undefined, b: Attribute): Attribute => ({
  ...a,
  ...b,
  ...((a?.enum ?? b.enum) && { enum: { ...a?.enum, ...b.enum } }),
})

const withoutEnums = (definition: Definition, names: readonly string[]): Definition => ({
  ...definition,
  attributes: Object.fromEntries(
    Object.entries(definition.attributes).map(([name, attribute]) => {
      const { enum: _, ...rest } = attribute
      return [name, names.includes(name) ? rest : attribute]
    }),
  ),
})

function problemOf(value: unknown, name: string, type: Type): string | undefined {
  const check = CHECKS[type.type ?? name]
  return check ? check(value, type, name) : `has the type ${name}, which is not known`
}

const CHECKS: { readonly [type: string]: (value: unknown, type: Type, name: string) => string | undefined } = {
  string_t: (value, { regex, max_len = Infinity }, name) => {
    if (typeof value !== 'string') return 'is no string'
    if (value.length > max_len) return `is longer than ${max_len}`
    return regex === undefined || new RegExp(regex).test(value) ? undefined : `${JSON.stringify(value)} is no ${name}`
  },
  integer_t: whole,
  long_t: whole,
  float_t: (value) => (typeof value === 'number' ? undefined : 'is no number'),
  boolean_t: (value) => (typeof value === 'boolean' ? undefined : 'is no boolean'),
  json_t: () => undefined,
}

function whole(value: unknown, { range: [least, most] = [-Infinity, Infinity] }: Type): string | undefined {
  if (!Number.isSafeInteger(value)) return 'is no integer'
  return Number(value) < least || Number(value) > most ? `is not within ${least} to ${most}` : undefined
}
