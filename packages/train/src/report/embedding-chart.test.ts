import { describe, expect, it } from 'vitest';
import { embeddingChart } from './embedding-chart.js';
import { colourOf } from './palette.js';

describe('embeddingChart', () => {
  const draw = (points: readonly number[], classes: readonly number[]): string =>
    embeddingChart({ title: 'PCA', subtitle: 's', labels: ['cat', 'dog'], classes, points: Float64Array.from(points) });

  it('draws every point in the colour of its class, on axes of one scale', () => {
    const svg = draw([0, 0, 4, 0, 0, 1], [0, 0, 1]);
    const centres = (colour: string): number[][] =>
      [...svg.matchAll(/<path d="M\d[^"]*"[^>]*transform="matrix\(([^)]+)\)"[^>]*fill="(#\w+)"/g)]
        .filter((match) => match[2] === colour)
        .map((match) => match[1]!.split(/[ ,]/).slice(4).map(Number)); // prettier-ignore
    const cats = centres(colourOf(0)).filter(([x]) => x! < 430);
    const dogs = centres(colourOf(1)).filter(([x]) => x! < 430);
    expect([cats, dogs].map((list) => list.length)).toEqual([2, 1]);
    // Four units to the right are four times one unit up.
    expect(cats[1]![0]! - cats[0]![0]!).toBeCloseTo(4 * (cats[0]![1]! - dogs[0]![1]!), 0);
  });

  it('takes points that all coincide', () => {
    expect(draw([1, 1, 1, 1], [0, 1])).not.toContain('NaN');
  });
});
