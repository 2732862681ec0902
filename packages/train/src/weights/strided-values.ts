/** The values of a strided view in the order of its shape, the last axis fastest.
 * @param values of the storage from the view's first on.  @param strides in values, one for each axis. */
export function stridedValues(values: Float32Array, shape: readonly number[], strides: readonly number[]): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  if (isContiguous(shape, strides)) return values.slice(0, size);
  const gathered = new Float32Array(size);
  const place = shape.map(() => 0);
  let from = 0;
  for (let at = 0; at < size; at++) {
    gathered[at] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis]!++;
      from += strides[axis]!;
      if (place[axis]! < shape[axis]!) break;
      from -= place[axis]! * strides[axis]!;
      place[axis] = 0;
    }
  }
  return gathered;
}

/** Strides of axes of one value mean nothing. */
function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}
