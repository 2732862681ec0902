import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { sumParts } from './sum-parts.js';
import { dispatchOf } from './split-plan.js';
import { PRODUCT_UNIFORMS, tiledProductSource, WORKGROUP, type Product } from './tiled-product.js';

/** A product C[m, n] = Σ A[m, k] · B[k, n] with its operands, ready to be run. */
export interface ProductRun {
  /** Names this kind of product: with tile and vectors it must tell the source apart from every other. */
  readonly name: string;
  readonly product: Product;
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  readonly sizeM: number;
  readonly sizeN: number;
  readonly sizeR: number;
  /** Sub-products: parts of the reduction (`summed`), or products that write to places of their own. */
  readonly parts: number;
  readonly summed: boolean;
  readonly outputShape: readonly number[];
  /** The product's own uniforms, i32. */
  readonly uniforms: Readonly<Record<string, number>>;
}

/** Runs a tiled product on the GPU. @returns float32 of `outputShape`, owned by the caller. */
export function runProduct(backend: WebGPUBackend, run: ProductRun): TensorInfo {
  const { product, parts, summed, sizeM, sizeN, sizeR, uniforms } = run;
  const partial = summed && parts > 1;
  const outputShape = partial ? [parts, sizeM, sizeN] : [...run.outputShape];
  const own = Object.keys(uniforms).map((name) => `${name} : i32,`);
  const made = backend.runWebGPUProgram(
    {
      variableNames: ['A', 'B'],
      variableComponents: [product.a.vector ? 4 : 1, product.b.vector ? 4 : 1],
      outputComponent: product.vectorOutput ? 4 : 1,
      outputShape,
      workgroupSize: WORKGROUP,
      dispatchLayout: { x: [0], y: [1] },
      dispatch: dispatchOf(sizeM, sizeN, parts, product.tile, backend.device.limits.maxComputeWorkgroupsPerDimension),
      shaderKey: `supcon_${run.name}_${product.tile}_${product.a.along}${product.a.vector}_${product.b.along}${product.b.vector}_${product.vectorOutput}`,
      uniforms: `${PRODUCT_UNIFORMS} ${own.join(' ')}`,
      getUserCode: () => tiledProductSource(product),
    },
    [run.a, run.b],
    'float32',
    [sizeM, sizeN, sizeR, parts, ...Object.values(uniforms)].map((value) => ({ type: 'int32', data: [value] })),
  );
  if (!partial) return made;
  const sum = sumParts(backend, made, run.outputShape);
  backend.disposeData(made.dataId);
  return sum;
}
