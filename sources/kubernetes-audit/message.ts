/** One line for people: who did what to what, and how it went. */
import { numberAt, textAt, textsAt, valueAt, type JsonObject } from 'tallyman/source'
import type { Telling } from './derived.ts'
import { newEphemeral } from './object.ts'
import { isConnection, type Request } from './request.ts'

// How each verb is told when it went well, and when it did not.
const VERBS = new Map([
  ['create', ['created', 'create']],
  ['get', ['read', 'read']],
  ['list', ['listed', 'list']],
  ['watch', ['watched', 'watch']],
  ['update', ['updated', 'update']],
  ['patch', ['patched', 'patch']],
  ['delete', ['deleted', 'delete']],
  ['deletecollection', ['deleted all', 'delete all']],
])
const COMMAND_SHOWN = 160
const CONTAINERS_SHOWN = 8

export const messageOf = (record: JsonObject, telling: Telling): string => told(record, telling).replaceAll(/\s+/g, ' ')

function told(record: JsonObject, { request, requester, impersonated, stage, outcome }: Telling): string {
  const as = impersonated ? ` as ${impersonated.name}` : ''
  const who = `${requester.name === '' ? 'someone unauthenticated' : requester.name}${as}`
  const added = newEphemeral(record, request)
  const [done, asked] = added.length > 0 ? additionOf(added) : deedOf(request)
  const what = whatOf(request, isConnection(request) || added.length > 0)
  if (outcome === 'allowed') return `${who} ${stage === 'ended' ? `ended: ${asked}` : done} ${what}`
  const code = numberAt(record, 'responseStatus.code')
  const end = outcome === 'denied' ? 'and was denied' : stage === 'panicked' ? 'and the server panicked' : 'and failed'
  return `${who} tried to ${asked} ${what} ${end}${code === undefined ? '' : ` (${code})`}`
}

function deedOf(request: Request): readonly [string, string] {
  const { verb, subresource, command } = request
  if (subresource === 'exec') {
    // GKE does not tell it.
    const shown = command === undefined ? 'a command' : `'${shortened(command)}'`
    return [`ran ${shown} in`, `run ${shown} in`]
  }
  if (subresource === 'attach') return ['attached to', 'attach to']
  if (subresource === 'portforward') return ['forwarded a port of', 'forward a port of']
  if (subresource === 'proxy') return ['reached by proxy', 'reach by proxy']
  const [done, asked] = VERBS.get(verb) ?? [verb, verb]
  return [done ?? verb, asked ?? verb]
}

const shortened = (command: string): string =>
  command.length > COMMAND_SHOWN ? `${command.slice(0, COMMAND_SHOWN)}…` : command

/** Of containers put into a running pod a person wants to know at once what they are and what they may. */
function additionOf(added: readonly JsonObject[]): readonly [string, string] {
  const each = added.slice(0, CONTAINERS_SHOWN).map((container) => {
    const [image, target] = [textAt(container, 'image'), textAt(container, 'targetContainerName')]
    const powers = textsAt(container, 'securityContext.capabilities.add')
    const facts = [
      ...(image === undefined ? [] : [image]),
      ...(valueAt(container, 'securityContext.privileged') === true ? ['privileged'] : []),
      ...(powers.length > 0 ? [`with ${powers.slice(0, CONTAINERS_SHOWN).join(' ')}`] : []),
      ...(target === undefined ? [] : [`beside the processes of ${target}`]),
    ]
    return `${textAt(container, 'name') ?? 'a container'} (${facts.join(', ')})`
  })
  const more = added.length > each.length ? ` and ${added.length - each.length} more` : ''
  const what = `${each.join(', ')}${more} to`
  return [`added ${what}`, `add ${what}`]
}

/** Where something is done in or to the thing itself its subresource says how, and the deed has said that. */
function whatOf({ resource, type, namespace, name, path }: Request, itself: boolean): string {
  if (resource === undefined) return path
  const kind = itself ? type : resource
  if (name === undefined) return namespace === undefined ? `${kind}` : `${kind} in ${namespace}`
  return `${singular(String(kind))} ${namespace === undefined || type === 'namespaces' ? name : `${namespace}/${name}`}`
}

/** `pod`, `networkpolicy`, `ingress`; `pod/log`. */
const singular = (resource: string): string =>
  resource.replace(
    /^([a-z]+?)(?:(ss|x|ch)es|(ie)s|s)(?=\/|$)/,
    (_, stem: string, hissing = '', y = '') => stem + hissing + (y && 'y'),
  )
