/** Rows shorter than this have no usable direction. Far below what a projection head produces, far above float32's smallest numbers. */
export const NORM_EPSILON = 1e-6;

/** Rows scaled to length 1, and by what they were divided. */
export interface UnitRows {
  /** [N, P] float32: x / sqrt(‖x‖² + ε²). */
  readonly unit: Float32Array;
  /** [N] sqrt(‖x‖² + ε²), never 0. */
  readonly norms: Float64Array;
}

/** Scales each row to length 1; ε inside the norm keeps a zero row finite (it stays zero).
 * @param rows [N, P] float32, row-major.  @param columns P, at least 1. */
export function normaliseRows(rows: Float32Array, columns: number, epsilon = NORM_EPSILON): UnitRows {
  const count = rows.length / columns;
  const unit = new Float32Array(rows.length);
  const norms = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const start = row * columns;
    let square = epsilon * epsilon;
    for (let i = start; i < start + columns; i++) square += rows[i]! * rows[i]!;
    const norm = Math.sqrt(square);
    norms[row] = norm;
    for (let i = start; i < start + columns; i++) unit[i] = rows[i]! / norm;
  }
  return { unit, norms };
}

/** The gradient through `normaliseRows`: dx = (dz - (dz·z) z) / norm, which takes out the radial part.
 * A row shorter than 10 ε is left where it is: its direction is noise, and 1 / norm would turn it into a huge step.
 * @param dUnit [N, P] gradient of the unit rows.  @returns [N, P] gradient of the rows. */
export function normaliseRowsGrad(dUnit: Float32Array, { unit, norms }: UnitRows, epsilon = NORM_EPSILON): Float32Array {
  const columns = norms.length === 0 ? 0 : unit.length / norms.length;
  const dRows = new Float32Array(unit.length);
  norms.forEach((norm, row) => {
    if (norm < 10 * epsilon) return;
    const start = row * columns;
    let radial = 0;
    for (let i = start; i < start + columns; i++) radial += dUnit[i]! * unit[i]!;
    for (let i = start; i < start + columns; i++) dRows[i] = (dUnit[i]! - radial * unit[i]!) / norm;
  });
  return dRows;
}
