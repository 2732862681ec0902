import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { DType } from '../engine.js';

/** Where set-up puts the compiled `packages/core/kernels`. */
export const KERNELS_FILE = fileURLToPath(new URL('../../../kernels/build/Release/supcon_kernels.node', import.meta.url));

/** What the addon says of itself. */
export interface Kernels {
  /** What its loops were compiled for, of what this processor has. */
  readonly instructionSet: 'baseline' | 'avx2' | 'avx512' | 'amx';
  /** In what there are matrix products: float32 with AVX2 or AVX-512, bfloat16 where the processor multiplies it itself (AVX-512 BF16 or AMX). */
  readonly products: Readonly<Partial<Record<DType, boolean>>>;
}

let loaded: { readonly kernels: Kernels | undefined } | undefined;

/**
 * Adds the project's own operations to TensorFlow, once for the process: `SupconBatchNorm` and others (kernels/src), which do in one pass over memory
 * what TensorFlow needs two or three operations for. TensorFlow must be loaded. Where they were not compiled (no compiler, another system), or do not
 * fit this TensorFlow, everything works without them.
 * @returns undefined where they are not there.
 */
export function loadKernels(): Kernels | undefined {
  loaded ??= { kernels: load() };
  return loaded.kernels;
}

function load(): Kernels | undefined {
  if (!existsSync(KERNELS_FILE)) return undefined;
  const module: { exports: unknown } = { exports: {} };
  try {
    process.dlopen(module, KERNELS_FILE, constants.dlopen.RTLD_NOW);
    return module.exports as Kernels;
  } catch {
    return undefined;
  }
}
