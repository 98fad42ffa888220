/** What an event's details hold of a conversation, as OCSF's endpoints, connection, traffic, question and request. */
import type { Event } from '../model/event.ts'
import { entityOf } from '../model/entity.ts'
import type { Entity } from '../model/entity.ts'
import type { JsonObject } from '../model/record.ts'
import { endpointOf } from './entity.ts'

/** OCSF requires what a record may not tell; then it is said that nobody knows. */
const UNKNOWN = 'unknown'

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const partOf = ({ details }: Event, name: string): JsonObject => {
  const part = details && Object.hasOwn(details, name) ? details[name] : undefined
  return isObject(part) ? part : {}
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isWord = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Those of `names` whose values are as OCSF wants them. */
const those = (part: JsonObject, names: readonly string[], isRight: (value: unknown) => boolean): JsonObject =>
  Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(part, name) && isRight(part[name]) ? [[name, part[name]]] : [])),
  )

/** OCSF `network_endpoint` of where a call came from, or of whatever it reached. */
export const endpoint = (entity: Entity | undefined): JsonObject => (entity ? endpointOf(entity) : { name: UNKNOWN })

const isPort = (value: unknown): boolean => isCount(value) && value <= 65_535

/** Ends, connection and traffic: what all classes of network activity have. */
export function conversationOf(event: Event): JsonObject {
  const end = (role: 'origin' | 'target', name: string): JsonObject => ({
    ...endpoint(entityOf(event.entities, role)),
    ...those(partOf(event, name), ['port'], isPort),
  })
  const connection = partOf(event, 'connection_info')
  const traffic = those(partOf(event, 'traffic'), AMOUNTS, isCount)
  return {
    src_endpoint: end('origin', 'src_endpoint'),
    dst_endpoint: end('target', 'dst_endpoint'),
    ...(Object.keys(connection).length > 0 && {
      connection_info: { ...directionOf(connection['direction']), ...those(connection, ['protocol_name'], isWord) },
    }),
    ...(Object.keys(traffic).length > 0 && { traffic }),
  }
}

const AMOUNTS = ['bytes', 'bytes_in', 'bytes_out', 'packets', 'packets_in', 'packets_out']
const DIRECTIONS = ['Unknown', 'Inbound', 'Outbound', 'Lateral']

function directionOf(said: unknown): JsonObject {
  const direction_id = Math.max(DIRECTIONS.indexOf(String(isWord(said) ? said : '')), 0)
  return { direction_id, direction: DIRECTIONS[direction_id] }
}

/** OCSF `dns_query`, and the data of its answers. */
export function lookupOf(event: Event): JsonObject {
  const query = partOf(event, 'query')
  const answers = event.details?.['answers']
  const rdata = Array.isArray(answers) ? answers.filter(isObject).map((answer) => those(answer, ['rdata'], isWord)) : []
  const told = rdata.filter((answer) => 'rdata' in answer)
  return {
    ...(isWord(query['hostname']) && { query: those(query, ['hostname', 'type'], isWord) }),
    ...(told.length > 0 && { answers: told }),
  }
}

const METHODS = new Set(['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'])

/** OCSF `http_request` and, where there was one, `http_response`. */
export function requestOf(event: Event): JsonObject {
  const { http_method, url } = partOf(event, 'http_request')
  const { code } = partOf(event, 'http_response')
  return {
    http_request: {
      ...(isWord(http_method) && METHODS.has(http_method) && { http_method }),
      ...(isWord(url) && { url: { url_string: url } }),
      ...(event.user_agent !== undefined && { user_agent: event.user_agent }),
    },
    ...(isCount(code) && { http_response: { code } }),
  }
}
