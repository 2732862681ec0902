/** Memory of a WebAssembly program. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** By so many pages of 64 KiB; `buffer` is another one afterwards. */
  grow(pages: number): number;
}

/** What we use of a global that Node has, but whose types come only with those of a browser. */
interface WebAssemblyApi {
  readonly Memory: new (options: { readonly initial: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    program: object,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** Starts a WebAssembly program that takes its memory from outside.
 * @param pages of 64 KiB to begin with.  @returns its memory and exports; what those are is the caller's to know. */
export function startWasm(
  bytes: Uint8Array,
  pages: number,
): { readonly memory: WasmMemory; readonly exports: Readonly<Record<string, unknown>> } {
  const { Memory, Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
  const memory = new Memory({ initial: pages });
  const { exports } = new Instance(new Module(bytes), { env: { memory } });
  return { memory, exports };
}
