import type { AnswerPictures } from '@supcon/core/artifact';
import { normaliseImage, type PreprocessingConstants } from '@supcon/core/image';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Records golden answers, as `supcon freeze` does. @param size pixels of a side. */
export function answerGolden(size: number, preprocessing: PreprocessingConstants): AnswerPictures {
  return async (onnx, pictures, count) => {
    const session = await InferenceSession.create(onnx);
    const outputs = await session.run({
      images: new Tensor('float32', normaliseImage(pictures, preprocessing), [count, size, size, 3]),
    });
    await session.release();
    return {
      embeddings: Float32Array.from(outputs['embedding']!.data as Float32Array),
      logits: Float32Array.from(outputs['logits']!.data as Float32Array),
    };
  };
}
