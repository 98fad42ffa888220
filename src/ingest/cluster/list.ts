/** Everything of one kind, page by page. */
import { listAt, textAt } from '../read.ts'
import type { Answer, ClusterClient } from './client.ts'
import { observedOf, type Observed } from './record.ts'
import { Refusal } from './refusal.ts'
import { pathOf, type Resource } from './resource.ts'
import { parsed } from './json.ts'

export interface Asking {
  readonly client: ClusterClient
  readonly resource: Resource
  readonly signal: AbortSignal
}

export interface Listed {
  /** The group version that serves it. */
  readonly served: string
  /** To watch from. */
  readonly version: string
  /** The uids of all that is there. */
  readonly present: ReadonlySet<string>
}

/** Objects at a time: halved where they are too long together. */
const PAGE = 250

/** `take` is given each page, none where there is nothing. Rejects with Refusal, and with InputError. */
export async function listObjects(
  asking: Asking,
  take: (observed: readonly Observed[], isFirst: boolean) => Promise<void>,
): Promise<Listed> {
  const present = new Set<string>()
  let [limit, token, isFirst] = [PAGE, '', true]
  for (;;) {
    const { served, answer } = await askFor(asking, `limit=${limit}&continue=${encodeURIComponent(token)}`)
    if (!answer) {
      if (limit === 1) throw refusal(asking, 'one object is longer than we can hold')
      limit = Math.ceil(limit / 2)
      continue
    }
    const page = parsed(answer.text)
    const observed = listAt(page, 'items').flatMap((item) => observedOf(item, served, asking.resource) ?? [])
    for (const { uid } of observed) present.add(uid)
    await take(observed, isFirst)
    isFirst = false
    token = textAt(page, 'metadata.continue') ?? ''
    if (token !== '') continue
    const version = textAt(page, 'metadata.resourceVersion')
    if (version === undefined) throw refusal(asking, 'the server answers with what is no list')
    return { served, version, present }
  }
}

const refusal = ({ resource }: Asking, message: string): Refusal =>
  new Refusal({ status: 0, text: '', wait: 0 }, `${resource.plural}: ${message}`)

/** Asked of the newest version that the server has. No answer: it is too long. */
async function askFor(
  { client, resource, signal }: Asking,
  query: string,
): Promise<{ served: string; answer: Answer | undefined }> {
  let last: Answer | undefined
  for (const served of resource.versions) {
    const answer = await client.get(`${pathOf(served, resource)}?${query}`, signal)
    if (!answer || answer.status === 200) return { served, answer }
    last = answer
    if (answer.status !== 404) break
  }
  throw new Refusal(last as Answer)
}
