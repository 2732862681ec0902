import { loadBinding, type TensorFlowBinding } from '../src/engine/native/load-binding.js';

/** One tensor that crossed between the host and TensorFlow's device. */
export interface Crossing {
  readonly shape: readonly number[];
  /** TensorFlow's number. */
  readonly dtype: number;
}

/** What a piece of work asked of TensorFlow. */
export interface Traffic {
  /** `createTensor`: host to device. */
  readonly uploads: readonly Crossing[];
  /** `tensorDataSync`: device to host, and the host waits for everything before it. */
  readonly downloads: number;
  readonly operations: readonly Operation[];
}

export interface Operation {
  readonly name: string;
  /** Its attributes that are types, by name, as TensorFlow's numbers. */
  readonly types: Readonly<Record<string, number>>;
  /** Whether each input was made by `createTensor`, and its dtype. */
  readonly inputs: readonly { readonly uploaded: boolean; readonly dtype: number }[];
}

/** TensorFlow's binding with a meter: everything that crosses between host and device, and every operation.
 * @param asGpu true: it says that it computes on a GPU, so that an engine does what it would do there. */
export function countedBinding(asGpu = false): { readonly binding: TensorFlowBinding; take(): Traffic } {
  const inner = loadBinding();
  const known = new Map<number, { readonly uploaded: boolean; readonly dtype: number }>();
  let uploads: Crossing[] = [];
  let downloads = 0;
  let operations: Operation[] = [];
  const metered: Pick<TensorFlowBinding, 'createTensor' | 'deleteTensor' | 'tensorDataSync' | 'executeOp' | 'isUsingGpuDevice'> = {
    isUsingGpuDevice: () => asGpu || inner.isUsingGpuDevice(),
    createTensor: (shape, dtype, data) => {
      uploads.push({ shape, dtype });
      const id = inner.createTensor(shape, dtype, data);
      known.set(id, { uploaded: true, dtype });
      return id;
    },
    deleteTensor: (id) => {
      known.delete(id);
      inner.deleteTensor(id);
    },
    tensorDataSync: (id) => {
      downloads += 1;
      return inner.tensorDataSync(id);
    },
    executeOp: (name, attributes, inputs, outputs) => {
      const types = Object.fromEntries(
        attributes.filter(({ type }) => type === inner.TF_ATTR_TYPE).map(({ name: attribute, value }) => [attribute, value as number]),
      );
      operations.push({ name, types, inputs: inputs.map((id) => known.get(id)!) });
      const made = inner.executeOp(name, attributes, inputs, outputs);
      for (const { id, dtype } of made) known.set(id, { uploaded: false, dtype });
      return made;
    },
  };
  // The binding's own members can neither be listed nor overwritten, so this one stands before it.
  const binding = Object.create(inner, Object.getOwnPropertyDescriptors(metered)) as TensorFlowBinding;
  return {
    binding,
    take: () => {
      const traffic = { uploads, downloads, operations };
      [uploads, downloads, operations] = [[], 0, []];
      return traffic;
    },
  };
}
