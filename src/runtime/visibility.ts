/** What the room of visibility has, for whoever stands above. */
export { PROVIDER, PROVIDERS, type Hole, type Policy, type ProviderId, type Visibility } from '../visibility/index.ts'
