/** Level of the grey that covers a cell, in all three channels. */
export const COVER = 128;

/** A copy of a picture of which one cell of a grid is grey. Row r of the grid covers the rows of pixels from floor(r·S/G) up to floor((r+1)·S/G), columns the same: each pixel lies in one
 * cell, and patch and stride are both S/G pixels.
 * @param pixels uint8 [S, S, 3]. @param side S. @param grid G, 1 to S. @param cell r·G + c. @returns uint8 [S, S, 3].
 * @see Zeiler & Fergus, Visualizing and Understanding Convolutional Networks, arXiv:1311.2901, section 4.2. Their patches overlap. */
export function coverCell(pixels: Uint8Array, side: number, grid: number, cell: number): Uint8Array {
  const covered = pixels.slice();
  const begins = (n: number): number => Math.floor((n * side) / grid);
  const [row, column] = [Math.floor(cell / grid), cell % grid];
  for (let y = begins(row); y < begins(row + 1); y++)
    covered.fill(COVER, 3 * (y * side + begins(column)), 3 * (y * side + begins(column + 1)));
  return covered;
}
