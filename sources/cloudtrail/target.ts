/** What a call is about, where it concerns containers: images of ECR, clusters of EKS and ECS, and commands run in tasks. */
import {
  isObject,
  listAt,
  recorded,
  recordedIf,
  textAt,
  valueAt,
  type Entity,
  type Fact,
  type JsonObject,
} from 'tallyman/source'

export interface About {
  readonly entities: readonly Entity[]
  readonly facts: readonly Fact[]
  readonly command?: string | undefined
  readonly images?: readonly string[] | undefined
}

export function aboutOf(record: JsonObject, service: string): About {
  if (service === 'ecr') return aboutImages(record)
  if (service === 'eks' || service === 'eks-auth') return { entities: clusterOf(record, 'eks'), facts: [] }
  return service === 'ecs' ? aboutTask(record) : { entities: resourcesOf(record), facts: [] }
}

const asked = (record: JsonObject, name: string): string | undefined => textAt(record, `requestParameters.${name}`)

/** As a pod names it: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web`. */
function repositoryOf(record: JsonObject): string | undefined {
  const [name, region] = [asked(record, 'repositoryName'), textAt(record, 'awsRegion')]
  const registry = asked(record, 'registryId') ?? textAt(record, 'recipientAccountId')
  if (name === undefined || region === undefined || registry === undefined) return undefined
  return `${registry}.dkr.ecr.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/${name}`
}

function aboutImages(record: JsonObject): About {
  const repository = repositoryOf(record)
  if (repository === undefined) return { entities: [], facts: [] }
  const answered = valueAt(record, 'responseElements.image.imageId')
  const ids = [valueAt(record, 'requestParameters'), answered, ...listAt(record, 'requestParameters.imageIds')]
  const images = [...new Set(ids.flatMap((id) => referencesOf(repository, id)))]
  const [tag, digest] = [textAt(answered, 'imageTag'), textAt(answered, 'imageDigest')]
  return {
    entities: [
      ...images.map((image) => recorded('image', image, 'target')),
      recorded('resource', repository, images.length === 0 ? 'target' : 'context', asked(record, 'repositoryName')),
    ],
    // From now on the tag stands for this.
    facts:
      tag === undefined || digest === undefined
        ? []
        : [
            {
              subject: { type: 'image', uid: `${repository}:${tag}` },
              relation: 'made-from',
              object: { type: 'image', uid: `${repository}@${digest}` },
            },
          ],
    images,
  }
}

const referencesOf = (repository: string, id: unknown): string[] => {
  const [tag, digest] = [textAt(id, 'imageTag'), textAt(id, 'imageDigest')]
  return [
    ...(tag === undefined ? [] : [`${repository}:${tag}`]),
    ...(digest === undefined ? [] : [`${repository}@${digest}`]),
  ]
}

function clusterOf(record: JsonObject, service: 'eks' | 'ecs'): Entity[] {
  const given =
    asked(record, 'clusterName') ?? asked(record, 'cluster') ?? (service === 'eks' ? asked(record, 'name') : undefined)
  const name = given?.split('/').at(-1)
  const [region, account] = [textAt(record, 'awsRegion'), textAt(record, 'recipientAccountId')]
  return recordedIf(
    'cluster',
    given?.startsWith('arn:') ? given : name && `arn:aws:${service}:${region}:${account}:cluster/${name}`,
    'target',
    name,
  )
}

/** ECS runs commands by SSM: what is typed in the session is in SSM's log, if it is switched on. */
function aboutTask(record: JsonObject): About {
  const command = asked(record, 'command')
  const [container, name] = [textAt(record, 'responseElements.containerArn'), asked(record, 'container')]
  const definitions = [
    ...listAt(record, 'requestParameters.containerDefinitions'),
    ...listAt(record, 'responseElements.taskDefinition.containerDefinitions'),
  ]
  const images = [...new Set(definitions.flatMap((definition) => textAt(definition, 'image') ?? []))]
  const cluster = clusterOf(record, 'ecs').map((each): Entity => ({ ...each, role: container ? 'context' : 'target' }))
  return {
    entities: [
      ...recordedIf(
        'container',
        container ?? (name && asked(record, 'task') && `${asked(record, 'task')}/${name}`),
        'target',
        name,
      ),
      ...recordedIf('session', textAt(record, 'responseElements.session.sessionId'), 'context'),
      ...cluster,
      ...images.map((image) => recorded('image', image, 'context')),
    ],
    facts: [],
    command,
    images: images.length === 0 ? undefined : images,
  }
}

/** What CloudTrail itself says that a call touched. */
const resourcesOf = (record: JsonObject): Entity[] =>
  listAt(record, 'resources').flatMap((each) =>
    isObject(each) ? recordedIf('resource', textAt(each, 'ARN'), 'target') : [],
  )
