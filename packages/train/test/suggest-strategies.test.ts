import { createRng } from '@supcon/core';
import { describe, expect, it } from 'vitest';
import { kMeans } from '../bench/k-means.mjs';
import * as strategies from '../bench/suggest-strategies.mjs';

interface Input {
  embeddings: Float32Array;
  rows: number;
  known: Float32Array;
  probabilities?: Float64Array;
  count: number;
  seed: number;
}
type Strategies = Readonly<Record<string, (input: Input) => readonly number[]>>;
const { FIRST, NEXT } = strategies as { FIRST: Strategies; NEXT: Strategies };

const WIDTH = 8;
const CLASSES = 3;
/** Clouds of pictures: row r belongs to cloud r % clouds, and is the tighter the smaller r. */
function clouds(rows: number, cloudCount: number, seed: number): Float32Array {
  const rng = createRng(seed, 'strategies');
  const centres = Array.from({ length: cloudCount * WIDTH }, () => 3 * rng.normal());
  return Float32Array.from({ length: rows * WIDTH }, (_, at) => {
    const row = Math.floor(at / WIDTH);
    return centres[(row % cloudCount) * WIDTH + (at % WIDTH)]! + (0.02 + 0.3 * (row / rows)) * rng.normal();
  });
}
function decided(rows: number, seed: number): Float64Array {
  const rng = createRng(seed, 'probabilities');
  return Float64Array.from(
    Array.from({ length: rows }, () => {
      const raw = Array.from({ length: CLASSES }, () => Math.exp(2 * rng.normal()));
      const sum = raw.reduce((a, b) => a + b);
      return raw.map((value) => value / sum);
    }).flat(),
  );
}
function input(seed: number, count: number, rows = 60): Input {
  const all = clouds(rows + 6, 6, seed);
  return {
    embeddings: all.subarray(6 * WIDTH),
    rows,
    known: all.subarray(0, 6 * WIDTH),
    probabilities: decided(rows, seed),
    count,
    seed,
  };
}

/** Rows of length 1 around the mean of all, in plain loops: the pictures first, then those with a label. */
function unitRows({ embeddings, known }: Input): number[][] {
  const rows = [...embeddings, ...known].reduce<number[][]>((found, value, at) => {
    if (at % WIDTH === 0) found.push([]);
    found.at(-1)!.push(value);
    return found;
  }, []);
  const mean = Array.from({ length: WIDTH }, (_, d) => rows.reduce((sum, row) => sum + row[d]!, 0) / rows.length);
  return rows.map((row) => {
    const moved = row.map((value, d) => value - mean[d]!);
    const length = Math.hypot(...moved);
    return moved.map((value) => value / length);
  });
}
const distance = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((value, d) => value - b[d]!));
const probabilitiesOf = ({ probabilities }: Input, row: number): number[] => [
  ...probabilities!.subarray(row * CLASSES, (row + 1) * CLASSES),
];
const largest = (values: readonly number[], count: number): number[] =>
  [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b).slice(0, count);

describe.each([...Object.keys(FIRST).map((name) => ['first', name]), ...Object.keys(NEXT).map((name) => ['next', name])])(
  'the %s labels by %s',
  (when, name) => {
    const choose = (when === 'first' ? FIRST : NEXT)[name]!;
    it.each([1, 7, 60])('are %i pictures, none twice, the same when asked again', (count) => {
      const asked = input(3, count);
      const rows = choose(asked);
      expect(rows).toHaveLength(count);
      expect(new Set(rows).size).toBe(count);
      expect(rows.every((row) => Number.isInteger(row) && row >= 0 && row < 60)).toBe(true);
      expect(choose(asked)).toEqual(rows);
    });
  },
);

describe('margin and entropy', () => {
  it('take what a sort by their definitions puts first', () => {
    const asked = input(5, 9);
    const rows = Array.from({ length: asked.rows }, (_, row) => probabilitiesOf(asked, row));
    const margins = rows.map((p) => {
      const [first, second] = [...p].sort((a, b) => b - a);
      return 1 - (first! - second!);
    });
    const entropies = rows.map((p) => -p.reduce((sum, value) => sum + value * Math.log(value), 0));
    expect(NEXT['margin']!(asked)).toEqual(largest(margins, 9));
    expect(NEXT['entropy']!(asked)).toEqual(largest(entropies, 9));
  });
});

describe('k-center', () => {
  it('takes each time what is farthest from all that have a label or were taken', () => {
    const asked = input(7, 8);
    const units = unitRows(asked);
    const chosen = Array.from({ length: 6 }, (_, at) => asked.rows + at);
    for (const row of FIRST['k-center']!(asked)) {
      const gaps = units.slice(0, asked.rows).map((unit) => Math.min(...chosen.map((other) => distance(unit, units[other]!))));
      expect(gaps[row]).toBeCloseTo(Math.max(...gaps), 5);
      chosen.push(row);
    }
  });
});

describe('TypiClust', () => {
  it('takes one of each cloud, and of those the one with the nearest neighbours', () => {
    const asked = { ...input(11, 6), known: new Float32Array() };
    const rows = FIRST['TypiClust']!(asked);
    expect(new Set(rows.map((row) => row % 6)).size).toBe(6);
    const units = unitRows(asked);
    for (const row of rows) {
      const cloud = units.map((_, other) => other).filter((other) => other % 6 === row % 6);
      const spread = cloud.map((one) => cloud.reduce((sum, other) => sum + distance(units[one]!, units[other]!), 0));
      expect(cloud[spread.indexOf(Math.min(...spread))]).toBe(row);
    }
  });

  it('takes first of the clouds in which nothing has a label', () => {
    const all = clouds(66, 6, 13);
    // Labels in clouds 0, 1 and 2 alone.
    const asked = { ...input(13, 3), embeddings: all.subarray(6 * WIDTH), known: all.subarray(0, 3 * WIDTH) };
    expect(
      FIRST['TypiClust']!(asked)
        .map((row) => row % 6)
        .sort(),
    ).toEqual([3, 4, 5]);
  });
});

describe('BADGE', () => {
  it('begins with the largest gradient of the last layer, and draws none that it has', () => {
    const asked = input(17, 30);
    const units = unitRows(asked);
    const lengths = Array.from({ length: asked.rows }, (_, row) => {
      const p = probabilitiesOf(asked, row);
      const error = p.map((value, label) => value - (label === p.indexOf(Math.max(...p)) ? 1 : 0));
      return Math.hypot(...error.flatMap((e) => units[row]!.map((value) => e * value)));
    });
    expect(NEXT['BADGE']!(asked)[0]).toBe(largest(lengths, 1)[0]);
  });

  it('draws far gradients far more often than near ones', () => {
    // Two tight clouds of gradients: all get the same answer, and each half looks alike.
    const rows = 40;
    const embeddings = Float32Array.from({ length: rows * WIDTH }, (_, at) => {
      const [row, d] = [Math.floor(at / WIDTH), at % WIDTH];
      return Number(d === (row < 20 ? 0 : 1)) + 1e-4 * row * Number(d === 2);
    });
    const probabilities = Float64Array.from(Array.from({ length: rows }, () => [0.4, 0.35, 0.25]).flat());
    for (const seed of [1, 2, 3, 4, 5]) {
      const picked = NEXT['BADGE']!({ embeddings, rows, known: new Float32Array(), probabilities, count: 2, seed });
      expect(picked.map((row) => row < 20).sort()).toEqual([false, true]);
    }
  });
});

describe('kMeans', () => {
  it('ends where every row lies with its nearest mean, and every mean in the middle of its rows', () => {
    const rows = clouds(90, 5, 19);
    const { labels, means } = kMeans(rows, WIDTH, 5, 1);
    const at = (values: Float32Array, row: number): number[] => [...values.subarray(row * WIDTH, (row + 1) * WIDTH)];
    for (let row = 0; row < 90; row++) {
      const gaps = [0, 1, 2, 3, 4].map((mean) => distance(at(rows, row), at(means, mean)));
      expect(gaps[labels[row]!]).toBeCloseTo(Math.min(...gaps), 6);
    }
    for (let mean = 0; mean < 5; mean++) {
      const own = Array.from({ length: 90 }, (_, row) => row).filter((row) => labels[row] === mean);
      if (own.length === 0) continue;
      const middle = Array.from({ length: WIDTH }, (_, d) => own.reduce((sum, row) => sum + at(rows, row)[d]!, 0) / own.length);
      at(means, mean).forEach((value, d) => expect(value).toBeCloseTo(middle[d]!, 4));
    }
  });
});
