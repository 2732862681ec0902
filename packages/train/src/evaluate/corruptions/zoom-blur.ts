const STEP = 0.01;

/** One picture uint8 [S, S, 3] as while moving towards it, in place: the mean of the picture and of its enlargements about the centre by 1,
 * 1.01, 1.02 ... up to a factor, bilinear. (ImageNet-C takes steps of 0.02 and 0.03 at its highest strengths, which looks the same.)
 * @param factor at least 1 */
export function zoomBlur(image: Uint8ClampedArray, side: number, factor: number): void {
  const source = image.slice();
  const sum = Float32Array.from(source);
  const zooms = Math.round((factor - 1) / STEP) + 1;
  const last = side - 1;
  for (let zoom = 0; zoom < zooms; zoom++) {
    const positions = Float64Array.from({ length: side }, (_, at) => last / 2 + (at - last / 2) / (1 + zoom * STEP));
    for (let y = 0; y < side; y++) {
      const [top, below] = split(positions[y]!);
      for (let x = 0; x < side; x++) {
        const [left, right] = split(positions[x]!);
        const at = (top * side + left) * 3;
        // Past the last pixel the weight is zero.
        const across = left < last ? 3 : 0;
        const down = top < last ? side * 3 : 0;
        for (let channel = 0; channel < 3; channel++) {
          const from = at + channel;
          const upper = source[from]! * (1 - right) + source[from + across]! * right;
          const lower = source[from + down]! * (1 - right) + source[from + down + across]! * right;
          sum[(y * side + x) * 3 + channel]! += upper * (1 - below) + lower * below;
        }
      }
    }
  }
  image.set(sum.map((value) => value / (zooms + 1)));
}

/** Whole part and fraction. */
function split(position: number): [number, number] {
  const whole = Math.floor(position);
  return [whole, position - whole];
}
