import { planEncoder } from '@supcon/core';
import type { Recipe } from '../recipe/recipe-schema.js';
import { plannedEncoder } from '../recipe/planned-encoder.js';
import { mapWeights } from '../weights/map-weights.js';
import { readWeightsFile } from '../weights/read-weights-file.js';

/** Makes sure that a recipe's encoder can start from a file or an artifact folder, before anything is made or written.
 * @param init path; undefined for random weights.  @throws what `initFromFile` would throw; TrainError USAGE where the recipe's encoder is brought. */
export async function checkInit(init: string | undefined, recipe: Pick<Recipe, 'encoder'>): Promise<void> {
  if (init === undefined) return;
  mapWeights(planEncoder(plannedEncoder(recipe)), await readWeightsFile(init));
}
