/** What can be done to a cluster. Nothing here overwrites: `create` fails where the object is, the rest names its uid. */
import { z } from 'zod'
import { defineEffect, jsonOf, kept, keptShape, manifestText, quoted, showKept } from './effect.ts'
import { kubernetesKey } from './permission.ts'

const label = z.string().regex(/^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/, 'is no name that Kubernetes allows')
/** RBAC's objects may be named `system:node`, which other objects may not. */
const objectName = z.string().regex(/^[A-Za-z0-9](?:[-\w.:]{0,251}[\w.:])?$/, 'is no name that Kubernetes allows')

const collection = {
  group: z.union([z.literal(''), label]),
  version: z.string().regex(/^v[0-9]+(?:(?:alpha|beta)[0-9]+)?$/, 'is no version of an API'),
  resource: z.string().regex(/^[a-z]+$/, 'is no resource'),
  namespace: label.optional(),
}
const collectionShape = z.strictObject(collection)
const referenceShape = z.strictObject({ ...collection, name: objectName })

/** Where objects of a kind stand. */
export type Collection = z.output<typeof collectionShape>
/** Where one object stands: the coordinates of its address in the API. */
export type Reference = z.output<typeof referenceShape>

/** Whether every part of it is one that Kubernetes allows; what came from a record may not be. */
export const isReference = (value: unknown): value is Reference => referenceShape.safeParse(value).success

/** What was kept is given back without what the API server fills in: uid, resourceVersion, status and the like. */
const manifest = z.record(z.string(), z.unknown())
const keep = z.string()

const inNamespace = ({ namespace }: Collection): string =>
  namespace === undefined ? '' : ` --namespace ${quoted(namespace)}`
const nameOf = ({ group, resource }: Collection): string => (group === '' ? resource : `${resource}.${group}`)
const objectOf = (of: Reference): string => `${quoted(`${nameOf(of)}/${of.name}`)}${inNamespace(of)}`
const may = (verb: string, { group, resource }: Collection): string => kubernetesKey(verb, group, resource)
const onlyWhile = (uid: z.output<typeof keptShape>): string => `only while its uid is ${showKept(uid)}`

/** Keeps the object as it is now. */
const get = defineEffect('kubernetes.get', z.strictObject({ of: referenceShape, keep }), ({ of, keep }) => ({
  changes: false,
  commands: [`kubectl get ${objectOf(of)} --output yaml`],
  note: `kept as ${keep}`,
  permissions: [may('get', of)],
}))

/** Keeps the objects of a collection, those with certain fields where `fields` is given. */
const list = defineEffect(
  'kubernetes.list',
  z.strictObject({ of: collectionShape, fields: z.string().optional(), keep }),
  ({ of, fields, keep }) => ({
    changes: false,
    commands: [
      `kubectl get ${quoted(nameOf(of))}${inNamespace(of)}${fields === undefined ? '' : ` --field-selector ${quoted(fields)}`} --output yaml`,
    ],
    note: `kept as ${keep}`,
    permissions: [may('list', of)],
  }),
)

/** Keeps what all containers of a pod wrote: of this run, and of the one before where there was one. */
const logs = defineEffect(
  'kubernetes.logs',
  z.strictObject({ namespace: label, pod: label, keep }),
  ({ namespace, pod, keep }) => {
    const all = `kubectl logs ${quoted(`pods/${pod}`)} --namespace ${quoted(namespace)} --all-containers --timestamps`
    return {
      changes: false,
      commands: [all, `${all} --previous`],
      note: `kept as ${keep}`,
      permissions: [kubernetesKey('get', '', 'pods/log')],
    }
  },
)

/** Makes an object that is not there yet; where one of that name is, nothing is done and the step fails. */
const create = defineEffect(
  'kubernetes.create',
  z.strictObject({
    of: referenceShape,
    manifest: z.union([keptShape, manifest]),
    keep: keep.optional(),
    /** `person`: the API lets only those do it who hold more than a responder should. */
    by: z.literal('person').optional(),
  }),
  ({ of, manifest, keep, by }) => ({
    changes: true,
    commands: [`kubectl create${inNamespace(of)} --filename -`],
    input: inputOf(manifest),
    note: [
      'fails where an object of that name is',
      ...(keep === undefined ? [] : [`kept as ${keep}`]),
      ...(by === undefined ? [] : ['by a person: the API asks for more than this responder has leave for']),
    ].join('; '),
    permissions: by === 'person' ? [] : [may('create', of)],
  }),
)

/** Merges `patch` into the object (RFC 7386), if it is still the one that was kept. */
const patch = defineEffect(
  'kubernetes.patch',
  z.strictObject({ of: referenceShape, uid: keptShape, patch: manifest }),
  ({ of, uid, patch }) => ({
    changes: true,
    commands: [`kubectl patch ${objectOf(of)} --type merge --patch ${quoted(jsonOf(patch))}`],
    note: onlyWhile(uid),
    permissions: [may('patch', of)],
  }),
)

/** Puts another state of the object in its place, if it is still the one that was kept. */
const replace = defineEffect(
  'kubernetes.replace',
  z.strictObject({ of: referenceShape, uid: keptShape, manifest: z.union([keptShape, manifest]) }),
  ({ of, uid, manifest }) => ({
    changes: true,
    commands: [`kubectl replace${inNamespace(of)} --filename -`],
    input: inputOf(manifest),
    note: onlyWhile(uid),
    permissions: [may('update', of)],
  }),
)

/** Deletes the object, if it is still the one that was kept: never another of the same name. */
const remove = defineEffect(
  'kubernetes.delete',
  z.strictObject({ of: referenceShape, uid: keptShape }),
  ({ of, uid }) => ({
    changes: true,
    commands: [`kubectl delete ${objectOf(of)} --wait=false`],
    note: onlyWhile(uid),
    permissions: [may('delete', of)],
  }),
)

const inputOf = (manifest: { readonly [key: string]: unknown }): string => {
  const read = keptShape.safeParse(manifest)
  return read.success ? showKept(read.data) : manifestText(manifest)
}

/** The uid of the object that was kept under that name. */
export const uidOf = (name: string): ReturnType<typeof kept> => kept(name, 'metadata.uid')

export const kubernetes = { get, list, logs, create, patch, replace, delete: remove }
