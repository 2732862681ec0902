import type { AnswerPictures } from '@supcon/core/artifact';
import { normaliseImage, type PreprocessingConstants } from '@supcon/core/image';
import { loadOnnxModel } from './onnx-model.js';

/** Answers golden pictures with the encoder.onnx that is being frozen, in ONNX Runtime, as a server will.
 * @param imageSize pixels of a side. */
export function answerGolden(imageSize: number, preprocessing: PreprocessingConstants): AnswerPictures {
  return async (onnx, pictures, count) => {
    const model = await loadOnnxModel(onnx);
    try {
      const outputs = await model.run(normaliseImage(pictures, preprocessing), count, imageSize);
      // Copies: the runtime keeps the memory of its outputs.
      const copy = (name: string): Float32Array => Float32Array.from(outputs.get(name)!);
      return { embeddings: copy('embedding'), logits: copy('logits') };
    } finally {
      await model.release();
    }
  };
}
