/** Of the compiler's interface what our build uses; see `asc.mjs`. */
interface Host {
  readonly stdout: { readonly write: (text: string | Uint8Array) => void }
  readonly stderr: { readonly write: (text: string | Uint8Array) => void }
  readonly readFile: (name: string, baseDir: string) => Promise<string | null>
  readonly writeFile: (name: string, contents: string | Uint8Array, baseDir: string) => void
  readonly listFiles: (dirname: string, baseDir: string) => string[] | null
}

export function main(argv: readonly string[], host: Host): Promise<{ readonly error: Error | null }>
