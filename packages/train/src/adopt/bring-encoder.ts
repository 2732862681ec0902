import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { adoptEncoder } from '@supcon/core';
import type { OnnxEncoder } from '@supcon/core/artifact';
import { CoreError } from '@supcon/core/errors';
import type { PreprocessingConstants } from '@supcon/core/image';
import { TrainError } from '../errors.js';
import { loadOnnxModel } from '../evaluate/onnx-model.js';
import type { BroughtEncoderRequest } from '../recipe/preprocessing-schema.js';
import { checkAnswers } from './check-answers.js';
import { chooseOutput } from './choose-output.js';
import { PREPROCESSING_PRESETS } from './preprocessing-presets.js';
import { readEncoderFile } from './read-encoder-file.js';
import { readPreprocessing, settleSizes } from './read-preprocessing.js';
import { openSession, pictureInput, tryEncoder } from './try-encoder.js';

/** An encoder of somebody's own, tried and in the form of ours. */
export interface BroughtEncoder {
  readonly encoder: OnnxEncoder;
  readonly preprocessing: PreprocessingConstants;
  /** Side of the pictures that go in, in pixels; the encoder sees their centre of `encoder.cropSize`. */
  readonly imageSize: number;
  /** Of `adoptEncoder`: `images` in, `features` out. */
  readonly adopted: Uint8Array;
  /** What people should know of it, in sentences. */
  readonly notes: readonly string[];
}

/** Takes in an ONNX file: reads it, finds its input and its embedding by what it declares and by running it, brings it into the form of our own encoders, and checks
 * that its answers can be used. Nothing is written.
 * @throws TrainError USAGE, NOT_FOUND, BAD_ENCODER_FILE, UNUSABLE_ENCODER, BAD_PREPROCESSING. */
export async function bringEncoder(request: BroughtEncoderRequest): Promise<BroughtEncoder> {
  const { file: path } = request;
  if (path === undefined)
    throw new TrainError('USAGE', 'this recipe is for an encoder of your own: name its ONNX file with --encoder FILE');
  const file = await readEncoderFile(path);
  const beside = request.preprocessing === undefined ? preprocessingBeside(path) : undefined;
  const asked = request.preprocessing ?? beside;
  const presets = Object.entries(PREPROCESSING_PRESETS).map(([name, { about }]) => `\n  ${name}: ${about}`);
  if (asked === undefined)
    throw new TrainError(
      'USAGE',
      `encoder ${file.name}: say how its pictures are made ready with --preprocessing, for an ONNX file does not. A JSON file, such as its preprocessor_config.json, or one of${presets.join('')}`,
    );
  const notes: string[] = [];
  if (beside !== undefined) notes.push(`encoder ${file.name}: its pictures are made ready as ${beside} says`);
  const preprocessing = await readPreprocessing(asked, (sentence) => notes.push(sentence));
  const input = pictureInput(file.name, file.description);
  const { cropSize, imageSize } = settleSizes(preprocessing, input.side);
  const { layout, outputs } = await tryEncoder(file.name, file.model, input, cropSize);
  const { output, pooling, features, reason } = chooseOutput(file.name, outputs, layout, request);
  if (reason !== undefined) notes.push(`encoder ${file.name}: ${reason}`);
  const encoder: OnnxEncoder = {
    kind: 'onnx',
    file: file.name,
    sha256: file.sha256,
    input: { name: input.name, layout, type: input.type },
    output: output.name,
    pooling,
    cropSize,
    features,
  };
  const adopted = adopt(file.name, file.model, { ...encoder, imageSize, outputDims: output.dims });
  const { mean, std } = preprocessing;
  const constants: PreprocessingConstants = { mean, std };
  await (await openSession(file.name, adopted)).release();
  const model = await loadOnnxModel(adopted);
  try {
    await checkAnswers(file.name, model, imageSize, features, constants);
  } finally {
    await model.release();
  }
  return { encoder, preprocessing: constants, imageSize, adopted, notes };
}

/** A file beside the encoder that says how pictures are made ready for it: `<name>.preprocessing.json`, as `supcon weights convert` writes it, or the
 * `preprocessor_config.json` of Hugging Face. */
function preprocessingBeside(path: string): string | undefined {
  return [`${path.replace(/\.onnx$/, '')}.preprocessing.json`, join(dirname(path), 'preprocessor_config.json')].find((file) =>
    existsSync(file),
  );
}

function adopt(file: string, model: Uint8Array, options: Parameters<typeof adoptEncoder>[1]): Uint8Array {
  try {
    return adoptEncoder(model, options);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    throw new TrainError('BAD_ENCODER_FILE', `encoder ${file}: ${error.message}`, { cause: error });
  }
}
