import type { Engine, Handle } from '../engine/engine.js';
import { withTemporaries } from './with-temporaries.js';

/** The sum of squares of each tensor, on the host: one transfer for all of them, as each one waits for the device.
 * @param tensors float32, borrowed. */
export async function squaredNorms(engine: Engine, tensors: readonly Handle[]): Promise<Float32Array> {
  if (tensors.length === 0) return new Float32Array(0);
  const joined = withTemporaries(engine, (keep) =>
    engine.concatRows(tensors.map((tensor) => keep(engine.reshape(keep(engine.sumSquares(tensor)), [1])))),
  );
  // A copy: on the CPU the engine may hand out memory that it frees with the handle.
  const norms = Float32Array.from((await engine.download(joined)) as Float32Array);
  engine.free(joined);
  return norms;
}
