import { CoreError } from '../../errors.js';
import { applyNodeShim } from '../../backend/node-shim.js';

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
  readonly TF_Version: string;
}

/** Loads TensorFlow through @tensorflow/tfjs-node-gpu.
 * @throws CoreError BACKEND_UNAVAILABLE when the native library is not there or does not load. */
export async function loadBinding(): Promise<TensorFlowBinding> {
  applyNodeShim();
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  try {
    const tf = await import('@tensorflow/tfjs-node-gpu');
    const backend = tf.backend() as unknown as { binding?: TensorFlowBinding };
    if (!backend.binding) throw new Error('the tensorflow backend did not register itself');
    return backend.binding;
  } catch (cause) {
    throw new CoreError(
      'BACKEND_UNAVAILABLE',
      `native engine: TensorFlow did not load (${firstLine(cause)}); run \`npm run doctor\` to see what is missing`,
      {
        cause,
      },
    );
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
}
