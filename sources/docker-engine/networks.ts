/** The networks that a container is in, as an inspect and a list of the API say them alike. */
import { attachedTo, hasAddress, objectAt, textAt, type Fact, type JsonObject } from 'tallyman/source'

interface Attachment {
  readonly name: string
  /** Missing before the container was started for the first time. */
  readonly id?: string
  /** While it runs. */
  readonly address?: string
}

export function networksOf(object: JsonObject): Attachment[] {
  return Object.entries(objectAt(object, 'NetworkSettings.Networks') ?? {}).map(([name, settings]) => {
    const id = textAt(settings, 'NetworkID')
    const address = textAt(settings, 'IPAddress')
    return { name, ...(id !== undefined && { id }), ...(address !== undefined && { address }) }
  })
}

export const attachments = (container: string, networks: readonly Attachment[]): Fact[] => [
  ...networks.flatMap(({ id, name }) => (id === undefined ? [] : [attachedTo(container, id, name)])),
  ...networks.flatMap(({ address }) => (address === undefined ? [] : [hasAddress(container, address)])),
]
