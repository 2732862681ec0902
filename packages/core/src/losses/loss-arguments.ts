import { CoreError } from '../errors.js';
import type { Handle } from '../engine/engine.js';

/** @returns [rows, columns] of a non-empty float32 matrix.  @throws CoreError BAD_SHAPE. */
export function assertMatrix(where: string, name: string, matrix: Handle): [number, number] {
  const [rows = 0, columns = 0] = matrix.shape;
  if (matrix.shape.length !== 2 || rows < 1 || columns < 1 || matrix.dtype !== 'float32')
    throw new CoreError(
      'BAD_SHAPE',
      `${where}: ${name} must be float32 with two axes, neither empty, got ${matrix.dtype} [${matrix.shape.join(', ')}]`,
      { details: { shape: matrix.shape, dtype: matrix.dtype } },
    );
  return [rows, columns];
}

/** @throws CoreError BAD_LABELS when there is not one label for each row. */
export function assertLabelCount(where: string, labels: Int32Array, rows: number): void {
  if (labels.length !== rows)
    throw new CoreError(
      'BAD_LABELS',
      `${where}: ${rows} rows need ${rows} labels, got ${labels.length}; with V views of an image its label is repeated V times`,
      { details: { rows, labels: labels.length } },
    );
}

/** @throws CoreError BAD_TEMPERATURE unless finite and above 0. */
export function assertTemperature(where: string, temperature: number): void {
  if (!Number.isFinite(temperature) || temperature <= 0)
    throw new CoreError('BAD_TEMPERATURE', `${where}: temperature must be a finite number > 0, got ${temperature}; the paper uses 0.1`, {
      details: { temperature },
    });
}

/** @throws CoreError BAD_LOSS unless `value` is finite and above `low` (at least `low` with `inclusive`). */
export function assertAbove(where: string, name: string, value: number, low: number, inclusive = false): void {
  if (Number.isFinite(value) && (value > low || (inclusive && value === low))) return;
  throw new CoreError('BAD_LOSS', `${where}: ${name} must be a finite number ${inclusive ? '>=' : '>'} ${low}, got ${value}`, {
    details: { [name]: value },
  });
}

/** One weight for each class that occurs, none below 0, not all 0.  @throws CoreError BAD_LOSS, BAD_LABELS. */
export function assertClassWeights(where: string, weights: ArrayLike<number>, labels: ArrayLike<number>): void {
  const bad = Array.from(weights).find((weight) => !Number.isFinite(weight) || weight < 0);
  if (bad !== undefined) throw new CoreError('BAD_LOSS', `${where}: class weights must be finite and at least 0, got ${bad}`);
  const stray = Array.from(labels).find((label) => label < 0 || label >= weights.length);
  if (stray !== undefined)
    throw new CoreError('BAD_LABELS', `${where}: ${weights.length} class weights fit labels 0..${weights.length - 1}, got ${stray}`, {
      details: { label: stray, classes: weights.length },
    });
}
