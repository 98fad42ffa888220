/** What rules can read beside the record itself: what it says between the lines, under one name for every spelling. */
import { hostPathsOf, isObject, textAt, type JsonObject } from 'tallyman/source'
import { accountOf, issuedOf } from './account.ts'
import { containersOf, newEphemeral, podOf, type EffectiveObject } from './object.ts'
import type { Outcome, Stage } from './outcome.ts'
import { changesOf } from './patch.ts'
import { credentialOf, homeOf, type Principal } from './principal.ts'
import { registriesOf } from './registry.ts'
import type { Request } from './request.ts'

export interface Telling {
  readonly request: Request
  readonly requester: Principal
  readonly impersonated: Principal | undefined
  readonly stage: Stage
  readonly outcome: Outcome
  readonly object: EffectiveObject | undefined
}

/** `derived`, as the README describes it. A field that would be empty is not there. */
export function derivedOf(
  record: JsonObject,
  { request, requester, impersonated, stage, outcome, object }: Telling,
): JsonObject {
  const { resource, name, command, ports, transport, verb } = request
  const pod = object && podOf(object, request)
  const containers = object && containersOf(object.shown, pod)
  return filled({
    stage,
    outcome,
    resource,
    name,
    principal: requester.kind,
    credential: credentialOf(record, requester),
    home: homeOf(requester),
    account: accountOf(request, pod),
    issued: issuedOf(record),
    impersonated: impersonated !== undefined,
    command,
    ports,
    transport,
    client: clientOf(record),
    object: object?.whole,
    pod,
    containers,
    new_ephemeral: newEphemeral(record, request),
    patch: verb === 'patch' ? changesOf(record['requestObject']) : undefined,
    host_paths: object && hostPathsOf(object.shown, pod),
    registries: containers && registriesOf(containers),
  })
}

/** Its own word for itself, without the release, which changes with every upgrade. */
const clientOf = (record: JsonObject): string | undefined => /^[^\s/(]+/.exec(textAt(record, 'userAgent') ?? '')?.[0]

function filled(fields: JsonObject): JsonObject {
  const left: { [name: string]: unknown } = {}
  for (const name of Object.keys(fields)) if (!isEmpty(fields[name])) left[name] = fields[name]
  return left
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0)
