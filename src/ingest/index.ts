/** The public door `tallyman/source`: what the author of a source needs. */
export { defineSource, type Context, type Draft, type Redundant, type Source, type SourceDefinition } from './source.ts'
export type { LineReader, TextRecord } from './text-lines.ts'
export { RecordError } from './errors.ts'
export { assembled } from './assembled.ts'
export {
  boundPrincipals,
  containerIdOf,
  containersOfKind,
  hostPathsOf,
  ownerOf,
  podContainersOf,
  podContainerUid,
  podSpecOf,
  serviceAccountName,
  withoutBookkeeping,
  workloadUid,
} from './kubernetes-object.ts'
export { otlpRecordsOf } from './otlp.ts'
export { present } from './present.ts'
export { recorded, recordedIf } from './recorded.ts'
export { redactRecord } from './redact-record.ts'
export { parseSyslog, type SyslogMessage } from './syslog.ts'
export { redactText, redactWords } from './secret-commands.ts'
export { isSecretName, redactVariable } from './secrets.ts'
export { addressOf, countOf, portOf, protocolOf } from './address.ts'
export { flowDerived, flowDetails, flowEntities, flowMessage, type End, type Flow, type Verdict } from './flow.ts'
export { requestTold } from './request-told.ts'
export {
  connectionView,
  DNS,
  dnsDetails,
  dnsView,
  FIREWALL,
  firewallViews,
  httpDetails,
  httpViews,
  LINUX_CONNECTION,
  NETWORK_CONNECTION,
  PROXY,
  urlOf,
  WEBSERVER,
  type Lookup,
  type Request,
} from './taxonomy.ts'
export {
  FILE_EVENT,
  fileView,
  PROCESS_CREATION,
  processConnectionView,
  processView,
  type Connection,
  type Process,
} from './host-taxonomy.ts'
export { whereaboutsDerived, whereaboutsEntities, whereaboutsFacts, type Whereabouts } from './whereabouts.ts'
export {
  attachedTo,
  committedFrom,
  containerThing,
  hasAddress,
  imageIs,
  madeFromImage,
  partOfPod,
  containerEnded,
  runsOn,
} from './container/facts.ts'
export { grantsOf, hostConfig, type HostConfig } from './container/host-config.ts'
export { hostPath, type Mount } from './container/host-mounts.ts'
export { imageId, imageReference, isImageDigest, isImageId, taggedImage } from './container/image-reference.ts'
export { kubeletLabels, podEntities, type KubeletLabels } from './container/kubelet-labels.ts'
export { ownedByService } from './container/service-labels.ts'
export { specWords } from './container/oci-spec.ts'
export {
  identityAt,
  isObject,
  jsonIn,
  listAt,
  numberAt,
  objectAt,
  stringAt,
  textAt,
  textsAt,
  timeAt,
  valueAt,
} from './read.ts'
export type { Entity, EntityRole, EntityType } from '../model/entity.ts'
export type { ActingProcess, EventClass, Fact, Logsource, View } from '../model/event.ts'
export type { JsonObject, Place } from '../model/record.ts'
export type { FieldSchema, Schema as LogFormat, Variant } from '../sigma/index.ts'
