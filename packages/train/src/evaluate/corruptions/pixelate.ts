/** One picture uint8 [S, S, 3] of fewer, larger pixels, in place: made smaller by averaging, and back by repeating, as Pillow's box filter does both.
 * @param share of the side that is left, 0..1 */
export function pixelate(image: Uint8ClampedArray, side: number, share: number): void {
  const small = Math.max(1, Math.floor(side * share));
  const parts = areas(side, small);
  const rows = new Float64Array(small * side * 3);
  parts.forEach((part, y) => {
    for (const [from, weight] of part)
      for (let at = 0; at < side * 3; at++) rows[y * side * 3 + at]! += weight * image[from * side * 3 + at]!;
  });
  const shrunk = new Uint8ClampedArray(small * small * 3);
  for (let y = 0; y < small; y++)
    parts.forEach((part, x) => {
      for (let channel = 0; channel < 3; channel++)
        shrunk[(y * small + x) * 3 + channel] = part.reduce(
          (sum, [from, weight]) => sum + weight * rows[(y * side + from) * 3 + channel]!,
          0,
        );
    });
  const nearest = Int32Array.from({ length: side }, (_, at) => Math.floor(((at + 0.5) * small) / side));
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const from = (nearest[y]! * small + nearest[x]!) * 3;
      image.set(shrunk.subarray(from, from + 3), (y * side + x) * 3);
    }
}

/** For each of `small` equal parts of `side` pixels: the pixels whose middle lies in it (as Pillow's box filter), and their shares. */
function areas(side: number, small: number): (readonly [from: number, weight: number])[][] {
  const length = side / small;
  return Array.from({ length: small }, (_, part) => {
    const inside = Array.from({ length: side }, (_, pixel) => pixel).filter(
      (pixel) => pixel + 0.5 > part * length && pixel + 0.5 <= (part + 1) * length,
    );
    return inside.map((pixel) => [pixel, 1 / inside.length] as const);
  });
}
