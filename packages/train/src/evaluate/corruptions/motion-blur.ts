/** One picture uint8 [S, S, 3], smeared along a line, in place: one side of a Gaussian, sampled at the nearest pixels, the edge continued (as
 * ImageMagick's motion blur).
 * @param radius the line has 2 radius + 1 pixels, radius rounded up @param sigma in pixels @param degrees of the line, 0 is to the right */
export function motionBlur(image: Uint8ClampedArray, side: number, radius: number, sigma: number, degrees: number): void {
  const length = 2 * Math.ceil(radius) + 1;
  const weights = Float64Array.from({ length }, (_, step) => Math.exp(-0.5 * (step / sigma) ** 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const [along, down] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const source = image.slice();
  const sum = new Float32Array(image.length);
  const inside = (position: number): number => Math.min(side - 1, Math.max(0, position));
  weights.forEach((weight, step) => {
    const dy = Math.round(step * down);
    const dx = Math.round(step * along);
    const share = weight / total;
    for (let y = 0; y < side; y++) {
      const row = inside(y + dy) * side;
      for (let x = 0; x < side; x++) {
        const from = (row + inside(x + dx)) * 3;
        const to = (y * side + x) * 3;
        for (let channel = 0; channel < 3; channel++) sum[to + channel]! += share * source[from + channel]!;
      }
    }
  });
  image.set(sum);
}
