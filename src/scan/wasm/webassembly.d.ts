/** What the scan needs of WebAssembly, which Node has and its types leave to those of browsers. */
declare namespace WebAssembly {
  interface Module {
    readonly [kind: symbol]: 'module'
  }
  interface Instance {
    readonly exports: Record<string, unknown>
  }
  interface Memory {
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }
  const Module: new (bytes: Uint8Array) => Module
  const Instance: new (module: Module, imports: { env: { memory: Memory } }) => Instance
  const Memory: new (size: { initial: number }) => Memory
  const CompileError: new (message?: string) => Error
}
