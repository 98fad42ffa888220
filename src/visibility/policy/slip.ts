/** Entries of a policy that no request can match, because the API has no such kind in that group. */
import { groupsOf } from './api.ts'
import type { Policy } from './policy.ts'

export interface Slip {
  readonly line: number
  /** As written: the kind and its group. */
  readonly resource: string
  readonly group: string
  /** The groups that the kind is really in. */
  readonly groups: readonly string[]
}

/** Kinds that are none of Kubernetes' own may be in any group. */
export const slipsOf = ({ rules }: Policy): Slip[] =>
  rules.flatMap(({ resources }) =>
    resources.flatMap(({ group, resources: written, line }) =>
      written.flatMap((resource) => {
        const groups = groupsOf(resource.split('/', 1)[0] ?? '')
        return groups && !groups.includes(group) && (group === '' || isOwn(group))
          ? [{ line, resource, group, groups }]
          : []
      }),
    ),
  )

/** A group of Kubernetes' own: others may well have a kind of the same name. */
const isOwn = (group: string): boolean => !group.includes('.') || group.endsWith('.k8s.io')
