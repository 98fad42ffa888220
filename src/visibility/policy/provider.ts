/** What the cloud providers of clusters allow of their audit policies, as far as public reports say. */
export const PROVIDERS = ['eks', 'gke', 'aks'] as const
export type ProviderId = (typeof PROVIDERS)[number]

export interface Provider {
  readonly title: string
  /** Whether a policy of one's own can be set; where no report says, it is not known. */
  readonly policy: 'fixed' | 'unknown'
  /** For people: what follows from it, and who says so. */
  readonly says: readonly string[]
  /** Kinds whose requests come without their verb. */
  readonly verbless: readonly string[]
}

export const PROVIDER: { readonly [id in ProviderId]: Provider } = {
  eks: {
    title: 'Amazon EKS',
    policy: 'fixed',
    says: [
      'takes no audit policy of yours (aws/containers-roadmap#566): what its policy leaves out cannot be had from its log',
    ],
    verbless: [],
  },
  gke: {
    title: 'Google GKE',
    policy: 'unknown',
    says: [
      'its audit policy cannot support every alert (Microsoft Defender for Containers says so of its own)',
      'tells of ephemeral containers without a verb (falcosecurity/plugins#151): a rule that asks for the verb misses them',
    ],
    verbless: ['pods/ephemeralcontainers'],
  },
  aks: {
    title: 'Azure AKS',
    policy: 'unknown',
    says: ['whether its audit policy can be changed is not known here; its records come inside `properties.log`'],
    verbless: [],
  },
}
