/** AssemblyScript's 32-bit integer, for the files of this folder, which are both TypeScript and AssemblyScript. */
type i32 = number
