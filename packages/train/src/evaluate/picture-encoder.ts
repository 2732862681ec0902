import { exportFeatures, type Encoder, type Engine } from '@supcon/core';
import type { Manifest } from '@supcon/core/artifact';
import type { PreprocessingConstants } from '@supcon/core/image';
import { loadOnnxModel, type OnnxModel } from './onnx-model.js';

/** Pictures in one run of ONNX Runtime: more are no faster, and take memory. */
const ROWS_AT_ONCE = 16;

/** What turns pictures into embeddings, wherever it computes. */
export interface PictureEncoder {
  readonly embeddingSize: number;
  /** What pictures are normalised with. */
  readonly preprocessing: PreprocessingConstants;
  /** @param images float32 [N, S, S, 3], normalised.  @returns float32 [N, D], not normalised. */
  embed(images: Float32Array, imageSize: number): Promise<Float32Array>;
  dispose(): void | Promise<void>;
}

/** An encoder on the engine that it was made on, as it is at each call. */
export function onEngine(engine: Engine, encoder: Encoder): PictureEncoder {
  const { embeddingSize, preprocessing } = encoder;
  return {
    embeddingSize,
    preprocessing,
    embed: async (images, imageSize) => {
      const input = engine.upload(images, [countOf(images, imageSize), imageSize, imageSize, 3]);
      const output = encoder.embed(input);
      const embeddings = (await engine.download(output)) as Float32Array;
      engine.free(input, output);
      return embeddings;
    },
    dispose: () => {
      encoder.dispose();
    },
  };
}

/** An encoder as it is now, in ONNX Runtime: the same embeddings up to rounding. Batch normalisation is folded into the convolutions, and depthwise ones are
 * faster than TensorFlow's. Later changes of the encoder's weights do not reach it. */
export async function createOnnxEncoder(encoder: Encoder): Promise<PictureEncoder> {
  return inOnnxRuntime(await loadOnnxModel(exportFeatures(encoder.plan, await encoder.weights())), encoder);
}

/** An artifact's encoder that only ONNX Runtime has, as the server runs it: a quantized one, or one that was brought as an ONNX file.
 * @param path of its encoder.onnx, with an output `features`. */
export async function createServedEncoder(
  path: string,
  manifest: Pick<Manifest, 'embeddingSize' | 'preprocessing'>,
): Promise<PictureEncoder> {
  return inOnnxRuntime(await loadOnnxModel(path), manifest);
}

/** A model in ONNX Runtime as an encoder. @param model with an output `features`, float32 [N, D]. */
export function inOnnxRuntime(
  model: OnnxModel,
  { embeddingSize, preprocessing }: Pick<PictureEncoder, 'embeddingSize' | 'preprocessing'>,
): PictureEncoder {
  return {
    embeddingSize,
    preprocessing,
    embed: async (images, imageSize) => {
      const rows = countOf(images, imageSize);
      const pictureLength = images.length / rows;
      const embeddings = new Float32Array(rows * embeddingSize);
      for (let row = 0; row < rows; row += ROWS_AT_ONCE) {
        const count = Math.min(ROWS_AT_ONCE, rows - row);
        const outputs = await model.run(images.subarray(row * pictureLength, (row + count) * pictureLength), count, imageSize);
        embeddings.set(outputs.get('features')!, row * embeddingSize);
      }
      return embeddings;
    },
    dispose: () => model.release(),
  };
}

function countOf(images: Float32Array, imageSize: number): number {
  return images.length / (imageSize * imageSize * 3);
}
