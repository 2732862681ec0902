import { CoreError } from '../errors.js';

/** @throws CoreError BAD_SHAPE when the length is not the product of the shape. */
export function assertFills(data: ArrayLike<number>, shape: readonly number[]): void {
  const size = shape.reduce((a, b) => a * b, 1);
  if (size !== data.length)
    throw new CoreError('BAD_SHAPE', `upload: shape [${shape.join(', ')}] needs ${size} values, got ${data.length}`, {
      details: { shape },
    });
}
