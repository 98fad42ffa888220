/** What the room of visibility has, for whoever stands above. */
export { PROVIDER, PROVIDERS, type ProviderId, type Visibility } from '../visibility/index.ts'
