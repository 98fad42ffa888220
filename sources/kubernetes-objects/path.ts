/** The paths of changes: JSON pointers in which an element of a list may be named by what tells it from the others. */

interface Token {
  readonly name: string
  /** `[name=web]` as `{name: 'web'}`. */
  readonly key?: { readonly [field: string]: string }
}

export const tokensOf = (path: string): Token[] =>
  path
    .split('/')
    .slice(1)
    .map((token) => {
      const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
      const [, field, value] = /^\[(\w{1,32})=([^]*)\]$/.exec(name) ?? []
      return field === undefined || value === undefined ? { name } : { name, key: { [field]: value } }
    })

/** The field as rules name it, without the elements of lists: `spec.template.spec.containers.image`. */
export const fieldOf = (path: string): string =>
  tokensOf(path)
    .filter(({ name, key }) => !key && !/^\d+$/.test(name))
    .map(({ name }) => name)
    .join('.')
