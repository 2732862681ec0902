import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { CoreError } from '../../errors.js';
import { setTensorFlowEnvironment, type TensorFlowSettings } from './tensorflow-environment.js';

/** One attribute of a TensorFlow operation, in the binding's own form. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean | string | readonly number[];
}

/** The part of the package's native binding that the engine calls: any TensorFlow operation by name, on raw tensor ids. */
export interface TensorFlowBinding {
  createTensor(shape: readonly number[], dtype: number, data: Float32Array | Int32Array | Uint8Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): readonly { readonly id: number; readonly shape: readonly number[]; readonly dtype: number }[];
  isUsingGpuDevice(): boolean;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_Version: string;
}

/** Loads TensorFlow's binding out of @tensorflow/tfjs-node-gpu, without that package's JavaScript: training needs none of it, and it
 * costs 0.8 s and 100 MB.
 * @param settings take effect at the first load of a process.
 * @throws CoreError BACKEND_UNAVAILABLE when the native library is not there or does not load. */
export function loadBinding(settings: TensorFlowSettings = {}): TensorFlowBinding {
  setTensorFlowEnvironment(process.env, settings);
  const require = createRequire(import.meta.url);
  try {
    const folder = path.join(path.dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')), 'lib');
    // The folder is named after the Node-API version it was built for: napi-v8.
    const built = existsSync(folder)
      ? readdirSync(folder).find((name) => existsSync(path.join(folder, name, 'tfjs_binding.node')))
      : undefined;
    if (!built) throw new Error(`there is no tfjs_binding.node under ${folder}`);
    return require(path.join(folder, built, 'tfjs_binding.node')) as TensorFlowBinding;
  } catch (cause) {
    throw new CoreError(
      'BACKEND_UNAVAILABLE',
      `native engine: TensorFlow did not load (${firstLine(cause)}); run \`npx supcon doctor\` to see what is missing`,
      { cause },
    );
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
}
