/** The providers of clusters, for whoever stands above. */
export { PROVIDER, PROVIDERS, type ProviderId } from '../visibility/index.ts'
