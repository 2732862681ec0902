import { exportFeatures, type Encoder, type Engine, type Handle } from '@supcon/core';
import type { Manifest } from '@supcon/core/artifact';
import type { PreprocessingConstants } from '@supcon/core/image';
import { loadOnnxModel, type OnnxModel } from './onnx-model.js';

/** What turns pictures into embeddings: an `Encoder`, or a frozen model of its own runtime. */
export interface PictureEncoder {
  readonly embeddingSize: number;
  /** What pictures are normalised with. */
  readonly preprocessing: PreprocessingConstants;
  /** @param images float32 [N, S, S, 3], normalised; borrowed.  @returns float32 [N, D], not normalised, owned by the caller. */
  embed(images: Handle): Handle | Promise<Handle>;
  dispose(): void | Promise<void>;
}

/** An encoder as it is now, in ONNX Runtime: the same embeddings up to rounding. Batch normalisation is folded into the convolutions, and depthwise ones are
 * faster than TensorFlow's. Later changes of the encoder's weights do not reach it. */
export async function createOnnxEncoder(engine: Engine, encoder: Encoder): Promise<PictureEncoder> {
  const model = await loadOnnxModel(exportFeatures(encoder.plan, await encoder.weights()));
  return inOnnxRuntime(engine, model, encoder);
}

/** An encoder that was quantized, as the server runs it; its handles are the engine's. @param path of its encoder.onnx. */
export async function createQuantizedEncoder(
  engine: Engine,
  path: string,
  manifest: Pick<Manifest, 'embeddingSize' | 'preprocessing'>,
): Promise<PictureEncoder> {
  return inOnnxRuntime(engine, await loadOnnxModel(path), manifest);
}

function inOnnxRuntime(
  engine: Engine,
  model: OnnxModel,
  { embeddingSize, preprocessing }: Pick<PictureEncoder, 'embeddingSize' | 'preprocessing'>,
): PictureEncoder {
  return {
    embeddingSize,
    preprocessing,
    embed: async (images) => {
      const [count = 0, side = 0] = images.shape;
      const outputs = await model.run((await engine.download(images)) as Float32Array, count, side);
      return engine.upload(outputs.get('features')!, [count, embeddingSize]);
    },
    dispose: () => model.release(),
  };
}
