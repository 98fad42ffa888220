/** What the cloud providers of clusters allow of their audit policies, as far as public reports say. */
export const PROVIDERS = ['eks', 'gke', 'aks'] as const
export type ProviderId = (typeof PROVIDERS)[number]

export interface Provider {
  readonly title: string
  /** Whether a policy of one's own can be set; where no report says, it is not known. */
  readonly policy: 'fixed' | 'unknown'
  /** Whether a policy of its is public; see sources/kubernetes-audit/policies. */
  readonly isPublished: boolean
  /** For people: what follows from it, and who says so. */
  readonly says: readonly string[]
  /** Kinds whose requests come without their verb. */
  readonly verbless: readonly string[]
}

export const PROVIDER: { readonly [id in ProviderId]: Provider } = {
  eks: {
    title: 'Amazon EKS',
    policy: 'fixed',
    isPublished: true,
    says: [
      'takes no audit policy of yours (aws/containers-roadmap#566): what its policy leaves out cannot be had from its log',
    ],
    verbless: [],
  },
  gke: {
    title: 'Google GKE',
    policy: 'unknown',
    isPublished: true,
    says: [
      'writes get, list and watch to its Data Access log, which is off until somebody turns it on (its documentation of the audit policy)',
      'has an audit policy that cannot support every alert (Microsoft Defender for Containers says so of its own)',
      'tells of ephemeral containers without a verb (falcosecurity/plugins#151): a rule that asks for the verb misses them',
    ],
    verbless: ['pods/ephemeralcontainers'],
  },
  aks: {
    title: 'Azure AKS',
    policy: 'unknown',
    isPublished: false,
    says: [
      'hands its records out inside `properties.log`; whether its audit policy can be changed is not known here',
      'leaves get and list out of the category kube-audit-admin; kube-audit has them (its documentation of the log tables)',
    ],
    verbless: [],
  },
}
