import release from './techniques.json' with { type: 'json' }
export const x = release.techniques.length
