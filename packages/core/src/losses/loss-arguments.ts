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
