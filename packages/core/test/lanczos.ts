/** A picture in plain numbers. */
export interface Plain {
  readonly width: number;
  readonly height: number;
  /** float64 [height, width, 3], row by row. */
  readonly values: readonly number[];
}

/** Lanczos with three lobes in float64, both axes in one sum, as the textbook has it: the picture resized to [down, across], of which the square of `size`
 * pixels from (top, left) on is wanted.
 * @returns float64 [size, size, 3], not clipped. */
export function lanczosSquare(
  picture: Plain,
  resized: readonly [down: number, across: number],
  from: readonly [number, number],
  size: number,
): number[] {
  const kernel = (x: number): number =>
    x === 0 ? 1 : Math.abs(x) < 3 ? (Math.sin(Math.PI * x) / (Math.PI * x)) * (Math.sin((Math.PI * x) / 3) / ((Math.PI * x) / 3)) : 0;
  const shares = (length: number, target: number, pixel: number): number[] => {
    const step = length / target;
    const widen = Math.max(1, step);
    const raw = Array.from({ length }, (_, at) => kernel((at + 0.5 - (pixel + 0.5) * step) / widen));
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map((value) => value / sum);
  };
  const rows = Array.from({ length: size }, (_, y) => shares(picture.height, resized[0], y + from[0]));
  const columns = Array.from({ length: size }, (_, x) => shares(picture.width, resized[1], x + from[1]));
  return rows.flatMap((row) =>
    columns.flatMap((column) => {
      const pixel = [0, 0, 0];
      row.forEach((down, y) => {
        if (down === 0) return;
        column.forEach((across, x) => {
          if (across === 0) return;
          for (let channel = 0; channel < 3; channel++)
            pixel[channel]! += down * across * picture.values[(y * picture.width + x) * 3 + channel]!;
        });
      });
      return pixel;
    }),
  );
}
