import type { EncoderOptions } from '@supcon/core';
import { TrainError } from '../errors.js';
import type { Recipe } from './recipe-schema.js';

/** What a recipe's encoder is built from, where it is one of ours.
 * @throws TrainError USAGE where the recipe brings an ONNX file, which can be used and not built or trained. */
export function plannedEncoder({ encoder }: Pick<Recipe, 'encoder'>): EncoderOptions {
  if (encoder.kind === 'onnx')
    throw new TrainError(
      'USAGE',
      'the encoder of this recipe is an ONNX file, which is used as it is: it has no weights to start from or to train on',
    );
  return encoder;
}
