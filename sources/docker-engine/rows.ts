/** What docker's own lists print as JSON (`docker ps --format json`), put into the words in which the API lists the same. */
import { textAt, type JsonObject } from 'tallyman/source'

/** A row of a list in the API's words; anything else as it is. Where a person is shown `<none>` or `N/A`, nothing is known. */
export function asListed(object: JsonObject): JsonObject {
  const row = textsOf(object)
  if (!row) return object
  const { id, created } = row
  if (row.has('Names', 'Image', 'Command')) {
    const networks = row
      .text('Networks')
      .split(',')
      .filter((name) => name !== '')
    return {
      Id: id,
      Names: row.text('Names').split(','),
      Image: row.text('Image'),
      Command: commandOf(row.text('Command')),
      Created: created,
      State: row.text('State'),
      NetworkSettings: { Networks: Object.fromEntries(networks.map((name) => [name, {}])) },
    }
  }
  if (row.has('Repository', 'Tag')) {
    const [repository, tag, digest] = [row.text('Repository'), row.text('Tag'), row.text('Digest')]
    return {
      Id: id,
      RepoTags: repository === '' || tag === '' ? [] : [`${repository}:${tag}`],
      RepoDigests: repository === '' || digest === '' ? [] : [`${repository}@${digest}`],
      Created: created,
    }
  }
  if (row.has('Name', 'Driver', 'Internal'))
    return {
      Id: id,
      Name: row.text('Name'),
      Driver: row.text('Driver'),
      Internal: row.text('Internal') === 'true',
      IPAM: {},
      Created: created,
    }
  return object
}

interface Row {
  readonly id: string
  /** RFC 3339. */
  readonly created: string
  readonly has: (...names: readonly string[]) => boolean
  /** Empty where nothing is known. */
  readonly text: (name: string) => string
}

function textsOf(object: JsonObject): Row | undefined {
  const id = textAt(object, 'ID')
  const created = TIME.exec(textAt(object, 'CreatedAt') ?? '')
  if (id === undefined || !created) return undefined
  const [, day, time, hours, minutes] = created
  return {
    id,
    created: `${day}T${time}${hours}:${minutes}`,
    has: (...names) => names.every((name) => typeof object[name] === 'string'),
    text: (name) => (NOTHING.has(textAt(object, name) ?? '') ? '' : (textAt(object, name) ?? '')),
  }
}

/** As Go writes a time. */
const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?) ([+-]\d\d)(\d\d) /
const NOTHING = new Set(['<none>', 'N/A'])

/** In quotation marks, and cut short without `--no-trunc`: a part of a command is not what ran. */
function commandOf(written: string): string | undefined {
  const command = written.replace(/^"(.*)"$/s, '$1')
  return command.endsWith('…') ? undefined : command
}
