/** How near points lie in a picture: 1 / (1 + a d^2b) is how likely two that are d apart belong together. */
export interface UmapCurve {
  readonly a: number;
  readonly b: number;
}

const POINTS = 300;
/** To where the curve is fitted, in the unit of the picture. */
const FARTHEST = 3;
const STEPS = 100;

/** The curve of that form which is nearest, in least squares, to one that is 1 up to `minDistance` and falls as exp(-(d - minDistance)) from there. By Gauss-Newton steps that are halved
 * until they help.
 * @param minDistance 0..1.
 * @see McInnes, Healy and Melville, UMAP, arXiv:1802.03426, section 3.2; the same points as umap-learn's find_ab_params. */
export function umapCurve(minDistance: number): UmapCurve {
  const distances = Float64Array.from({ length: POINTS }, (_, at) => (FARTHEST * at) / (POINTS - 1));
  const wanted = distances.map((d) => (d < minDistance ? 1 : Math.exp(minDistance - d)));
  const errorOf = ({ a, b }: UmapCurve): number =>
    distances.reduce((sum, d, at) => sum + (1 / (1 + a * d ** (2 * b)) - wanted[at]!) ** 2, 0);
  let curve: UmapCurve = { a: 1, b: 1 };
  let error = errorOf(curve);
  for (let step = 0; step < STEPS; step++) {
    let [aa, ab, bb, ar, br] = [0, 0, 0, 0, 0];
    distances.forEach((d, at) => {
      if (d === 0) return;
      const power = d ** (2 * curve.b);
      const value = 1 / (1 + curve.a * power);
      const byA = -power * value * value;
      const byB = -2 * curve.a * power * Math.log(d) * value * value;
      const rest = wanted[at]! - value;
      aa += byA * byA;
      ab += byA * byB;
      bb += byB * byB;
      ar += byA * rest;
      br += byB * rest;
    });
    const determinant = aa * bb - ab * ab;
    const [da, db] = [(bb * ar - ab * br) / determinant, (aa * br - ab * ar) / determinant];
    let part = 1;
    let next: UmapCurve;
    let nextError: number;
    do {
      next = { a: curve.a + part * da, b: curve.b + part * db };
      nextError = next.a > 0 && next.b > 0 ? errorOf(next) : Infinity;
      part /= 2;
    } while (nextError > error && part > 1e-6);
    if (!(nextError < error)) break;
    [curve, error] = [next, nextError];
  }
  return curve;
}
