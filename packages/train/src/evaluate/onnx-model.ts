import { InferenceSession, Tensor } from 'onnxruntime-node';

/** A model that is loaded into ONNX Runtime. */
export interface OnnxModel {
  /** @param images float32 [N, S, S, 3], normalised.  @returns outputs by name, row by row. */
  run(images: Float32Array, count: number, imageSize: number): Promise<ReadonlyMap<string, Float32Array>>;
  release(): Promise<void>;
}

/** @param model the path of a file, or its bytes. */
export async function loadOnnxModel(model: string | Uint8Array): Promise<OnnxModel> {
  const session = await (typeof model === 'string' ? InferenceSession.create(model) : InferenceSession.create(model));
  return {
    run: async (images, count, imageSize) => {
      const outputs = await session.run({ images: new Tensor('float32', images, [count, imageSize, imageSize, 3]) });
      return new Map(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
    },
    release: () => session.release(),
  };
}
