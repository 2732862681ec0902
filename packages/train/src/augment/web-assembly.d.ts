/** What we use of a global that Node has, but whose types come only with those of a browser. */
declare namespace WebAssembly {
  class Memory {
    /** Sizes are in pages of 64 KiB. A shared one has a SharedArrayBuffer. */
    constructor(options: { readonly initial: number; readonly maximum?: number; readonly shared?: boolean });
    readonly buffer: ArrayBuffer;
  }
  class Module {
    constructor(bytes: Uint8Array);
    readonly [Symbol.toStringTag]: string;
  }
  class Instance {
    constructor(program: Module, imports: { readonly env: { readonly memory: Memory } });
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
