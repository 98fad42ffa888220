/** The coverage of detections as an ATT&CK Navigator layer; it claims nothing outside the Containers matrix. */
import { ATTACK_DOMAIN, ATTACK_RELEASE, isContainers } from '../attack/index.ts'
import type { Detection } from './detection.ts'

/** Version 4.5 of the format of layers; only the parts that we use. */
export interface NavigatorLayer {
  readonly name: string
  readonly versions: { readonly attack: string; readonly navigator: string; readonly layer: string }
  readonly domain: string
  readonly description: string
  readonly filters: { readonly platforms: readonly string[] }
  readonly techniques: readonly NavigatorTechnique[]
  readonly gradient: { readonly colors: readonly string[]; readonly minValue: number; readonly maxValue: number }
}

export interface NavigatorTechnique {
  readonly techniqueID: string
  /** How many detections show it. */
  readonly score: number
  /** Their ids. */
  readonly comment: string
  readonly enabled: true
  readonly showSubtechniques: boolean
}

/** Techniques that are adapted, or that no longer run, are not claimed; the description says which were left out. */
export function navigatorLayer(detections: readonly Detection[]): NavigatorLayer {
  const claims = new Map<string, string[]>()
  const adapted = new Set<string>()
  for (const { id, status, attack } of detections) {
    if (status === 'deprecated' || status === 'unsupported') continue
    for (const { uid, adapted: isAdapted } of attack.techniques)
      if (isAdapted || !isContainers(uid)) adapted.add(uid)
      else claims.set(uid, [...(claims.get(uid) ?? []), id])
  }
  const techniques = [...claims]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([techniqueID, ids]): NavigatorTechnique => ({
      techniqueID,
      score: ids.length,
      comment: ids.toSorted().join(', '),
      enabled: true,
      showSubtechniques: [...claims.keys()].some((other) => other.startsWith(`${techniqueID}.`)),
    }))
  return {
    name: 'Tallyman',
    versions: { attack: ATTACK_RELEASE.split('.')[0] ?? ATTACK_RELEASE, navigator: '5.1.0', layer: '4.5' },
    domain: ATTACK_DOMAIN,
    description:
      adapted.size > 0
        ? `Used outside the Containers matrix, and not claimed: ${[...adapted].toSorted().join(', ')}`
        : 'What the detections show of the Containers matrix',
    filters: { platforms: ['Containers'] },
    techniques,
    gradient: {
      colors: ['#dbeafe', '#1d4ed8'],
      minValue: 0,
      maxValue: Math.max(1, ...techniques.map(({ score }) => score)),
    },
  }
}
