import { CoreError } from '../errors.js';
import type { Engine, Handle } from '../engine/engine.js';
import type { WeightMap } from '../plans/weight-map.js';

interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  value: Handle;
}

/** Host copies, in the order given. */
export async function readTensors(engine: Engine, tensors: readonly NamedTensor[]): Promise<WeightMap> {
  const weights: WeightMap = new Map();
  for (const tensor of tensors) {
    // A copy: on the CPU the engine may hand out memory that it frees with the handle.
    const data = Float32Array.from((await engine.download(tensor.value)) as Float32Array);
    weights.set(tensor.name, { shape: [...tensor.shape], data });
  }
  return weights;
}

/** Replaces the value of every tensor; all are checked before the first is replaced.
 * @throws CoreError BAD_WEIGHTS naming what is missing, superfluous or of another shape. */
export function loadTensors(engine: Engine, tensors: readonly NamedTensor[], weights: WeightMap): void {
  const names = new Set(tensors.map((tensor) => tensor.name));
  const problems = [...weights.keys()].filter((name) => !names.has(name)).map((name) => `${name} is not part of this model`);
  for (const { name, shape } of tensors) {
    const weight = weights.get(name);
    if (!weight) problems.push(`${name} is missing`);
    else if (weight.shape.join() !== shape.join()) problems.push(`${name} is [${weight.shape.join(', ')}], expected [${shape.join(', ')}]`);
  }
  if (problems.length > 0) {
    const shown = problems.slice(0, 5).join('; ') + (problems.length > 5 ? `; and ${problems.length - 5} more` : '');
    throw new CoreError('BAD_WEIGHTS', `load: the weights do not fit: ${shown}`, { details: { problems } });
  }
  for (const tensor of tensors) {
    const weight = weights.get(tensor.name);
    if (!weight) continue;
    engine.free(tensor.value);
    tensor.value = engine.upload(weight.data, tensor.shape);
  }
}
