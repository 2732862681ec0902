import { isDeepStrictEqual } from 'node:util';
import { planEncoder, type EncoderOptions } from '@supcon/core';
import { TrainError } from '../errors.js';
import { PUBLIC_WEIGHTS, type PublicWeights } from './catalogue.js';

/** What `--init imagenet` means for an encoder: the first of the public weights that are for this very encoder, whatever its pooling.
 * @throws TrainError USAGE where there are none. */
export function imagenetWeightsFor(encoder: EncoderOptions): PublicWeights {
  const layersOf = (options: EncoderOptions): unknown => {
    const { stem, blocks, tail } = planEncoder(options);
    return { stem, blocks, tail };
  };
  const wanted = layersOf(encoder);
  const found = PUBLIC_WEIGHTS.find((weights) => isDeepStrictEqual(layersOf(weights.encoder), wanted));
  if (!found)
    throw new TrainError(
      'USAGE',
      `no public weights are known for the encoder ${JSON.stringify(encoder)}; \`supcon weights list\` shows which encoders have some, or give --init FILE`,
    );
  return found;
}
