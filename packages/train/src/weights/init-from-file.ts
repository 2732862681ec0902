import type { Encoder } from '@supcon/core';
import { mapWeights, type MapOptions, type MappingReport } from './map-weights.js';
import { readWeightsFile } from './read-weights-file.js';

/** Gives an encoder the weights of a file or artifact folder, before training.
 * @throws what `readWeightsFile` and `mapWeights` throw; the encoder is then as it was. */
export async function initFromFile(encoder: Encoder, path: string, options: MapOptions = {}): Promise<MappingReport> {
  const { weights, report } = mapWeights(encoder.plan, await readWeightsFile(path), options);
  encoder.load(report.missing.length > 0 ? new Map([...(await encoder.weights()), ...weights]) : weights);
  return report;
}
