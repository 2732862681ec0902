import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { DType } from '../engine.js';

/** Where set-up puts the compiled `packages/core/kernels`. */
export const KERNELS_FILE = fileURLToPath(new URL('../../../kernels/build/Release/supcon_kernels.node', import.meta.url));

/** What this engine asks for: the REVISION of kernels/src/addon.cc. */
export const KERNELS_REVISION = 2;

/** What the addon says of itself. */
export interface Kernels {
  readonly revision: number;
  /** What its loops were compiled for, of what this processor has. */
  readonly instructionSet: 'baseline' | 'avx2' | 'avx512' | 'amx';
  /** In what there are matrix products: float32 with AVX2 or AVX-512, bfloat16 where the processor multiplies it itself (AVX-512 BF16 or AMX). */
  readonly products: Readonly<Partial<Record<DType, boolean>>>;
}

/** What an attempt to load the addon gave. */
export type FoundKernels =
  { readonly kernels: Kernels; readonly failure?: undefined } | { readonly kernels?: undefined; readonly failure?: string };

let found: FoundKernels | undefined;

/**
 * Adds the project's own operations to TensorFlow, once for the process: `SupconBatchNorm` and others (kernels/src), which do in one pass over memory
 * what TensorFlow needs two or three operations for. TensorFlow must be loaded. Where they were not compiled (no compiler, another system), or do not
 * fit this TensorFlow, everything works without them.
 * @returns undefined where they are not there; `kernelsFailure` says why, if they should have been.
 */
export function loadKernels(): Kernels | undefined {
  found ??= tryKernels(KERNELS_FILE);
  return found.kernels;
}

/** Why the compiled kernels did not load, for people; undefined where they did, were never compiled, or nobody has asked for them yet. */
export function kernelsFailure(): string | undefined {
  return found?.failure;
}

/** One attempt, which `loadKernels` makes once. @param file the addon; where there is none, that is no failure. */
export function tryKernels(file: string): FoundKernels {
  if (!existsSync(file)) return {};
  const module: { exports: unknown } = { exports: {} };
  try {
    process.dlopen(module, file, constants.dlopen.RTLD_NOW);
    const kernels = module.exports as Kernels;
    if (kernels.revision === KERNELS_REVISION) return { kernels };
    return {
      failure: `they were compiled from other sources (revision ${kernels.revision}, wanted ${KERNELS_REVISION}); npx supcon setup`,
    };
  } catch (error) {
    // The system's loader puts the path before what is wrong and may add lines.
    return { failure: (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '' };
  }
}
