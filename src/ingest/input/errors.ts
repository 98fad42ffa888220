/** An input that cannot be read, with its name and what to do about it. */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly code = 'TALLYMAN_INPUT'
  readonly path: string
  /** The message without the path. */
  readonly wrong: string
  constructor(path: string, wrong: string, options?: ErrorOptions) {
    super(`${path}: ${wrong}`, options)
    this.path = path
    this.wrong = wrong
  }
}

const WRONG = new Map([
  ['ENOENT', 'no such file or folder; check the name'],
  ['EACCES', 'permission denied; run as someone who may read it, or give a copy'],
  ['EPERM', 'permission denied; run as someone who may read it, or give a copy'],
  ['EISDIR', 'is a folder; give its files, or the folder to a command that reads folders'],
  ['EMFILE', 'too many files are open; raise the limit (ulimit -n) or give fewer files at once'],
  ['ELOOP', 'its symbolic links lead in a circle'],
])

/** The same in words, where `cause` is an error of the file system. */
export function inputError(path: string, cause: unknown): InputError {
  if (cause instanceof InputError) return cause
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return new InputError(path, WRONG.get(code) ?? `cannot be read (${code || String(cause)})`, { cause })
}
