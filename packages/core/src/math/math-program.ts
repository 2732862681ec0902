import { readFileSync } from 'node:fs';
import { startWasm, type WasmMemory } from '../web-assembly.js';

const PAGE = 65_536;

/** A WebAssembly program of this folder, started when it is first used. @param name of its file in `dist/math`.
 * @returns its exports and a memory of at least so many bytes, whose `buffer` is another one once more were needed. */
export function mathProgram<Kernels>(name: string): (bytes: number) => { readonly memory: WasmMemory; readonly kernels: Kernels } {
  let program: { readonly memory: WasmMemory; readonly kernels: Kernels } | undefined;
  return (bytes) => {
    if (!program) {
      // In `dist` also for a caller that runs from TypeScript sources (tests).
      const folder = import.meta.url.endsWith('.ts') ? '../../dist/math/' : './';
      const { memory, exports } = startWasm(readFileSync(new URL(`${folder}${name}.wasm`, import.meta.url)), 1);
      program = { memory, kernels: exports as unknown as Kernels };
    }
    const missing = bytes - program.memory.buffer.byteLength;
    if (missing > 0) program.memory.grow(Math.ceil(missing / PAGE));
    return program;
  };
}
