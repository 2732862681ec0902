import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { TrainError } from '../errors.js';
import { didYouMean } from '../recipe/did-you-mean.js';
import { preprocessingSchema, type BroughtEncoderRequest, type Preprocessing } from '../recipe/preprocessing-schema.js';
import { isHuggingFaceConfig, readHuggingFaceConfig } from './hugging-face-config.js';
import { PREPROCESSING_PRESETS } from './preprocessing-presets.js';

/** Constants, with sizes as far as they were given. */
export interface AskedPreprocessing extends Preprocessing {
  /** Short side over square, where only a preset says it. Default: what `resize` and `size` say, or 1. */
  readonly margin?: number;
}

/** Reads what was given as preprocessing: a preset (`imagenet`), one with a size (`imagenet@384`), the path of a JSON file of our own form or of Hugging Face, or constants.
 * @param notes is told what is done in another way than a file says.
 * @throws TrainError BAD_PREPROCESSING. */
export async function readPreprocessing(
  asked: NonNullable<BroughtEncoderRequest['preprocessing']>,
  notes: (sentence: string) => void = () => undefined,
): Promise<AskedPreprocessing> {
  if (typeof asked !== 'string') return asked;
  const [name = '', size, ...more] = asked.split('@');
  const preset = Object.hasOwn(PREPROCESSING_PRESETS, name) ? PREPROCESSING_PRESETS[name] : undefined;
  if (preset && more.length === 0) {
    const { mean, std, margin } = preset;
    if (size === undefined) return { mean, std, margin };
    const parsed = preprocessingSchema.shape.size.safeParse(Number(size));
    if (!parsed.success || parsed.data === undefined)
      throw new TrainError(
        'BAD_PREPROCESSING',
        `preprocessing ${asked}: the size must be a whole number of pixels from 8 to 1024, got '${size}'`,
      );
    return { mean, std, margin, size: parsed.data };
  }
  return readPreprocessingFile(asked, notes);
}

async function readPreprocessingFile(path: string, notes: (sentence: string) => void): Promise<Preprocessing> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const names = Object.keys(PREPROCESSING_PRESETS);
    throw new TrainError(
      'BAD_PREPROCESSING',
      `preprocessing ${path}: there is no such preset and no such file.${didYouMean(path, names)} Presets: ${names.join(', ')}, each also with a size, such as imagenet@384; or the path of a JSON file, such as a preprocessor_config.json`,
      { cause },
    );
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TrainError('BAD_PREPROCESSING', `preprocessing ${path}: it is not JSON`, { cause });
  }
  if (typeof value === 'object' && value !== null && isHuggingFaceConfig(value)) return readHuggingFaceConfig(path, value, notes);
  const parsed = preprocessingSchema.safeParse(value);
  if (!parsed.success)
    throw new TrainError(
      'BAD_PREPROCESSING',
      `preprocessing ${path}: ${z.prettifyError(parsed.error)}\nWanted is {"mean": [r, g, b], "std": [r, g, b], "size": 224, "resize": 256}, for pixels in 0..1, or a preprocessor_config.json of Hugging Face`,
    );
  return parsed.data;
}

/** Sides of the square that the encoder sees, and of the picture that it is cut out of, in pixels.
 * @param declared by the encoder; undefined where it takes any.
 * @throws TrainError BAD_PREPROCESSING when they do not go together. */
export function settleSizes(
  { size: asked, resize, margin }: AskedPreprocessing,
  declared: number | undefined,
): { readonly cropSize: number; readonly imageSize: number } {
  if (asked !== undefined && declared !== undefined && asked !== declared)
    throw new TrainError(
      'BAD_PREPROCESSING',
      `the preprocessing gives pictures of ${asked} x ${asked} pixels, and the encoder takes only ${declared} x ${declared}; give it that size, or export the encoder with dynamic height and width`,
    );
  const cropSize = asked ?? declared ?? 224;
  const imageSize = resize ?? Math.round(cropSize * (margin ?? 1));
  if (imageSize < cropSize)
    throw new TrainError(
      'BAD_PREPROCESSING',
      `the preprocessing cuts ${cropSize} x ${cropSize} pixels out of pictures with a short side of ${imageSize}; resize must be at least size`,
    );
  return { cropSize, imageSize };
}
