import type { Engine, Handle } from '@supcon/core';
import type { Manifest } from '@supcon/core/artifact';
import type { PreprocessingConstants } from '@supcon/core/image';
import { loadOnnxModel } from './onnx-model.js';

/** What turns pictures into embeddings: an `Encoder`, or a frozen model of its own runtime. */
export interface PictureEncoder {
  readonly embeddingSize: number;
  /** What pictures are normalised with. */
  readonly preprocessing: PreprocessingConstants;
  /** @param images float32 [N, S, S, 3], normalised; borrowed.  @returns float32 [N, D], not normalised, owned by the caller. */
  embed(images: Handle): Handle | Promise<Handle>;
  dispose(): void | Promise<void>;
}

/** An encoder that was quantized, as the server runs it; its handles are the engine's. @param path of its encoder.onnx. */
export async function createQuantizedEncoder(
  engine: Engine,
  path: string,
  { embeddingSize, imageSize, preprocessing }: Pick<Manifest, 'embeddingSize' | 'imageSize' | 'preprocessing'>,
): Promise<PictureEncoder> {
  const model = await loadOnnxModel(path);
  return {
    embeddingSize,
    preprocessing,
    embed: async (images) => {
      const pixels = (await engine.download(images)) as Float32Array;
      const count = pixels.length / (imageSize * imageSize * 3);
      const outputs = await model.run(pixels, count, imageSize);
      return engine.upload(outputs.get('features')!, [count, embeddingSize]);
    },
    dispose: () => model.release(),
  };
}
