import { normaliseImage, type PreprocessingConstants } from '@supcon/core/image';
import { createRng } from '@supcon/core/rng';
import { TrainError } from '../errors.js';
import type { OnnxModel } from '../evaluate/onnx-model.js';

/** Pictures that an encoder is tried with. */
const TRIALS = 4;
/** Length of the difference between alone and in a batch, over the length of the answer: far above rounding, also in float16, far below what tells pictures apart. */
const LARGEST_DIFFERENCE = 0.01;
/** Of the difference between two pictures that are not alike, over the length of the answers: below it they are the same. */
const SMALLEST_DIFFERENCE = 1e-5;

/** Whether an encoder's answers can be used: finite, not the same for pictures that have nothing in common, and for a picture the same in a batch as alone.
 * @param encoder adopted, in ONNX Runtime.  @param size of its pictures in pixels.
 * @throws TrainError UNUSABLE_ENCODER saying which, and what to do; BAD_ENCODER_FILE when it takes one picture at a time only. */
export async function checkAnswers(
  file: string,
  encoder: OnnxModel,
  size: number,
  features: number,
  constants: PreprocessingConstants,
): Promise<void> {
  const pictures = Array.from({ length: TRIALS }, (_, n) => normaliseImage(trialPicture(n, size), constants));
  const alone: Float32Array[] = [];
  for (const picture of pictures) alone.push(await answer(file, encoder, [picture], size, features));
  if (!alone.every((row) => row.every(Number.isFinite)))
    throw unusable(
      file,
      'it answers numbers that are not finite. Encoders in float16 overflow on the processor: export it in float32; and look whether the preprocessing is the one that it was made for',
    );
  const first = alone[0]!;
  const largest = Math.max(...alone.slice(1).map((row) => difference(first, row)));
  if (largest < SMALLEST_DIFFERENCE)
    throw unusable(
      file,
      `it answers the same to ${TRIALS} pictures that have nothing in common. Is it the right output (--output), and are its weights in the file?`,
    );
  const together = await answer(file, encoder, pictures, size, features).catch((error: unknown) => {
    throw new TrainError(
      'BAD_ENCODER_FILE',
      `encoder ${file}: it takes one picture at a time only, and a server asks for several at once; export it with a dynamic batch axis (torch.onnx.export(..., dynamic_axes={'input': {0: 'batch'}}))`,
      { cause: error },
    );
  });
  const apart = Math.max(...alone.map((row, n) => difference(row, together.subarray(n * features, (n + 1) * features))));
  if (apart > LARGEST_DIFFERENCE)
    throw unusable(
      file,
      `what it answers to a picture depends on the others in the batch (by ${(100 * apart).toFixed(1)} % of its length). Export it in inference mode (model.eval()); dynamically quantized encoders do this too: quantize statically, or bring the one in float32`,
    );
}

async function answer(
  file: string,
  encoder: OnnxModel,
  pictures: readonly Float32Array[],
  size: number,
  features: number,
): Promise<Float32Array> {
  const pixels = new Float32Array(pictures.length * size * size * 3);
  pictures.forEach((picture, n) => pixels.set(picture, n * picture.length));
  const answers = (await encoder.run(pixels, pictures.length, size)).get('features')!;
  if (answers.length !== pictures.length * features)
    throw new TrainError(
      'BAD_ENCODER_FILE',
      `encoder ${file}: it answers ${answers.length} numbers to ${pictures.length} pictures, wanted are ${features} for each`,
    );
  return Float32Array.from(answers);
}

/** Length of a - b over the larger of theirs. */
function difference(a: Float32Array, b: Float32Array): number {
  const length = Math.max(Math.hypot(...a), Math.hypot(...b), 1e-12);
  return Math.hypot(...a.map((value, at) => value - b[at]!)) / length;
}

/** A picture unlike the others: stripes of a colour of its own under noise. @returns uint8 [size, size, 3] */
function trialPicture(number: number, size: number): Uint8Array {
  const rng = createRng(number, 'trial picture');
  const colour = [0, 1, 2].map(() => rng.between(0, 255));
  const stripe = 2 + 3 * number;
  return Uint8Array.from({ length: size * size * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    const across = number % 2 === 0 ? pixel % size : Math.floor(pixel / size);
    const bright = Math.floor(across / stripe) % 2 === 0 ? 0.9 : 0.3;
    return Math.min(255, bright * colour[at % 3]! + rng.between(0, 25));
  });
}

function unusable(file: string, reason: string): TrainError {
  return new TrainError('UNUSABLE_ENCODER', `encoder ${file}: ${reason}`);
}
