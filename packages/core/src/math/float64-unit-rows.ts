/** Rows scaled to length 1 in float64, for sums in which float32's rounding would show; a zero row stays zero.
 * @param rows [N, D] float32.  @returns [N, D] float64. */
export function float64UnitRows(rows: Float32Array, width: number): Float64Array {
  const unit = Float64Array.from(rows);
  for (let begin = 0; begin < unit.length; begin += width) {
    let square = 0;
    for (let d = begin; d < begin + width; d++) square += unit[d]! * unit[d]!;
    const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
    for (let d = begin; d < begin + width; d++) unit[d]! *= scale;
  }
  return unit;
}
