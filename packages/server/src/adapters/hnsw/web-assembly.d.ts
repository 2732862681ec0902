/** What we use of a global that Node has, but whose types come only with those of a browser. */
declare namespace WebAssembly {
  class Memory {
    /** Sizes are in pages of 64 KiB. */
    constructor(options: { readonly initial: number; readonly maximum?: number });
    readonly buffer: ArrayBuffer;
    /** By so many pages; `buffer` is another one afterwards. @throws RangeError where there is no room. */
    grow(pages: number): number;
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
