import type { WeightMap } from '../plans/weight-map.js';
import { CoreError } from '../errors.js';

/** The values of one weight that is about to be exported.
 * @throws CoreError BAD_WEIGHTS when it is missing, of another length or not finite. */
export function tensorOf(weights: WeightMap, name: string, length: number): Float32Array {
  const data = weights.get(name)?.data;
  if (data?.length !== length)
    throw new CoreError('BAD_WEIGHTS', `export: ${name} must have ${length} values, ${data ? `it has ${data.length}` : 'it is missing'}`);
  if (!data.every(Number.isFinite))
    throw new CoreError('BAD_WEIGHTS', `export: ${name} holds a value that is not finite; the training run has diverged`);
  return data;
}
