import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../rng.js';
import {
  addClass,
  fitClassStatistics,
  heldOutClassifier,
  removeClass,
  restoreClassStatistics,
  ridgeClassifier,
  type ClassStatistics,
} from './class-statistics.js';
import { linearLogits } from './linear-classifier.js';

interface Fixture {
  readonly width: number;
  readonly features: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly queries: readonly (readonly number[])[];
  readonly cases: readonly {
    readonly classes: number;
    readonly ridge: number;
    readonly balance: number;
    /** [C, D] */
    readonly weight: readonly (readonly number[])[];
    readonly bias: readonly number[];
    readonly answers: readonly number[];
  }[];
}

const fixture = JSON.parse(readFileSync(new URL('../../test/fixtures/class-statistics.json', import.meta.url), 'utf8')) as Fixture;
const { width } = fixture;
const photosOf = (label: number): Float32Array =>
  Float32Array.from(fixture.features.filter((_, row) => fixture.labels[row] === label).flat());

/** [C, D + 1] as scikit-learn has it. */
function expected({ weight, bias }: Fixture['cases'][number]): number[] {
  return weight.flatMap((own, label) => [...own, bias[label]!]);
}

function fit(
  photos: readonly Float32Array[],
  options: { readonly ridge: number; readonly balance: number },
  size = width,
): ClassStatistics {
  const labels = photos.flatMap((own, label) => Array<number>(own.length / size).fill(label));
  const embeddings = Float32Array.from(photos.flatMap((own) => [...own]));
  return fitClassStatistics({ embeddings, labels: Int32Array.from(labels) }, photos.length, options);
}

/** [C, D + 1] for features as they come. */
function weights({ width: size, origin, coefficients }: ClassStatistics): Float64Array {
  const moved = coefficients.slice();
  for (let row = 0; row < moved.length; row += size + 1) for (let d = 0; d < size; d++) moved[row + size]! -= moved[row + d]! * origin[d]!;
  return moved;
}

/** The largest difference, in units of the largest value. */
function difference(found: Float64Array, wanted: ArrayLike<number>): number {
  expect(found.length).toBe(wanted.length);
  const largest = Array.from(wanted).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return found.reduce((most, value, at) => Math.max(most, Math.abs(value - wanted[at]!)), 0) / largest;
}

describe.each(fixture.cases)('with $classes classes, ridge $ridge and balance $balance', (own) => {
  const all = Array.from({ length: own.classes }, (_, label) => photosOf(label));
  const fitted = fit(all, own);

  it("has the weights of scikit-learn's Ridge", () => {
    expect(difference(weights(fitted), expected(own))).toBeLessThan(1e-10);
  });

  it("answers as scikit-learn's RidgeClassifier", () => {
    const logits = linearLogits(ridgeClassifier(fitted), Float32Array.from(fixture.queries.flat()), fixture.queries.length);
    const answers = fixture.queries.map((_, row) => {
      const scores = [...logits.subarray(row * own.classes, (row + 1) * own.classes)];
      return scores.indexOf(Math.max(...scores));
    });
    expect(answers).toEqual(own.answers);
  });

  it('has the same weights when its last class is added to the others', () => {
    const added = addClass(fit(all.slice(0, -1), own), all.at(-1)!);
    expect(difference(weights(added), expected(own))).toBeLessThan(1e-10);
  });
});

it('has the weights of scikit-learn without a class that is taken out', () => {
  for (const own of fixture.cases.filter(({ classes }) => classes === 3)) {
    const four = fit([0, 1, 2, 3].map(photosOf), own);
    expect(difference(weights(removeClass(four, 3)), expected(own))).toBeLessThan(1e-9);
  }
});

/** Classes of some photos each, in few or many dimensions, as features of an encoder are: positive, and far from zero compared with how they differ. */
const problem = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    counts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 6 }),
    ridge: fc.double({ min: 0.05, max: 100, noNaN: true }),
    balance: fc.constantFrom(0, 0.5, 1),
    seed: fc.nat(),
  })
  .map(({ counts, seed, ...rest }) => {
    const rng = createRng(seed, 'classes');
    const photos = counts.map((count) => {
      const mean = Array.from({ length: rest.width }, () => rng.normal());
      return Float32Array.from({ length: count * rest.width }, (_, at) =>
        Math.max(0, 1 + 0.3 * mean[at % rest.width]! + 0.2 * rng.normal()),
      );
    });
    return { ...rest, photos };
  });

describe('whatever the photos', () => {
  it('adding a class is a fit of all, whichever comes last', () => {
    fc.assert(
      fc.property(problem, ({ photos, width: size, ...options }) => {
        const whole = fit(photos, options, size);
        const grown = photos.slice(1).reduce((statistics, own) => addClass(statistics, own), fit(photos.slice(0, 1), options, size));
        expect(difference(weights(grown), weights(whole))).toBeLessThan(1e-6);
        expect(grown.photos).toEqual(whole.photos);
      }),
      { numRuns: 60 },
    );
  });

  it('a class that is added and taken out again leaves nothing', () => {
    fc.assert(
      fc.property(problem, ({ photos, width: size, ...options }) => {
        const before = fit(photos.slice(0, -1), options, size);
        const after = removeClass(addClass(before, photos.at(-1)!), photos.length - 1);
        expect(difference(after.coefficients, before.coefficients)).toBeLessThan(1e-9);
        expect(difference(after.inverse, before.inverse)).toBeLessThan(1e-9);
        expect(after.photos).toEqual(before.photos);
      }),
      { numRuns: 60 },
    );
  });

  it('taking any class out is a fit of the others', () => {
    fc.assert(
      fc.property(problem, fc.nat(), ({ photos, width: size, ...options }, which) => {
        const label = which % photos.length;
        const others = photos.filter((_, other) => other !== label);
        const left = removeClass(fit(photos, options, size), label);
        expect(difference(weights(left), weights(fit(others, options, size)))).toBeLessThan(1e-6);
      }),
      { numRuns: 60 },
    );
  });

  it('the order of classes that are added does not matter', () => {
    fc.assert(
      fc.property(problem, ({ photos, width: size, ...options }) => {
        const [first, ...more] = photos as [Float32Array, ...Float32Array[]];
        const base = fit([first], options, size);
        const forwards = more.reduce((statistics, own) => addClass(statistics, own), base);
        const backwards = more.toReversed().reduce((statistics, own) => addClass(statistics, own), base);
        const rows = Array.from(photos.keys()).map((label) =>
          backwards.coefficients.subarray(label * (size + 1), (label + 1) * (size + 1)),
        );
        const ordered = [rows[0]!, ...rows.slice(1).toReversed()].flatMap((row) => [...row]);
        expect(difference(forwards.coefficients, ordered)).toBeLessThan(1e-9);
      }),
      { numRuns: 60 },
    );
  });
});

it('leaves the statistics that it is given as they were', () => {
  const [first, second] = [photosOf(0), photosOf(1)];
  const before = fit([first, second], { ridge: 0.1, balance: 1 });
  const copy = structuredClone(before);
  addClass(before, photosOf(2));
  removeClass(before, 0);
  expect(before).toEqual(copy);
});

it('takes more photos in than one step holds, and out again', () => {
  const rng = createRng(3, 'many');
  const many = Float32Array.from({ length: 600 * 5 }, () => rng.normal());
  const options = { ridge: 0.5, balance: 0 };
  const before = fit([photosOf(0).subarray(0, 20), photosOf(1).subarray(0, 10)], options, 5);
  const added = addClass(before, many);
  const wanted = fit([...before.photos, many], options, 5);
  expect(difference(weights(added), weights(wanted))).toBeLessThan(1e-9);
  expect(difference(removeClass(added, 2).coefficients, before.coefficients)).toBeLessThan(1e-9);
});

it('is whole again from what is stored of it', () => {
  const { coefficients, ...kept } = fit([0, 1, 2].map(photosOf), { ridge: 2, balance: 0.5 });
  expect(difference(restoreClassStatistics(kept).coefficients, coefficients)).toBeLessThan(1e-12);
});

it('refuses what is no class, and what is not there', () => {
  const statistics = fit([photosOf(0), photosOf(1)], { ridge: 1, balance: 0 });
  const refused = (run: () => unknown): unknown => {
    try {
      return run();
    } catch (error) {
      return (error as { code?: unknown }).code;
    }
  };
  expect(refused(() => addClass(statistics, new Float32Array(0)))).toBe('BAD_SHAPE');
  expect(refused(() => addClass(statistics, new Float32Array(width + 1)))).toBe('BAD_SHAPE');
  expect(refused(() => addClass(statistics, new Float32Array(width).fill(Number.NaN)))).toBe('BAD_SHAPE');
  expect(refused(() => removeClass(statistics, 2))).toBe('BAD_LABELS');
  expect(refused(() => removeClass(statistics, 0.5))).toBe('BAD_LABELS');
  expect(refused(() => removeClass(removeClass(statistics, 0), 0))).toBe('BAD_LABELS');
  expect(refused(() => fit([photosOf(0), new Float32Array(0)], { ridge: 1, balance: 0 }))).toBe('BAD_SHAPE');
  expect(refused(() => fit([photosOf(0)], { ridge: 0, balance: 0 }))).toBe('BAD_SHAPE');
  expect(refused(() => fit([photosOf(0)], { ridge: 1, balance: 2 }))).toBe('BAD_SHAPE');
});

describe('heldOutClassifier', () => {
  const clouds = [7, 5, 9].map((count, label) => {
    const rng = createRng(label, 'held out');
    return Float32Array.from({ length: count * 6 }, (_, at) => Number(at % 6 === label) + 0.7 * rng.normal());
  });
  const held = [[0, 4], [], [2, 3, 8]];
  const left = clouds.map((own, label) => Float32Array.from(Array.from(own).filter((_, at) => !held[label]!.includes(Math.floor(at / 6)))));

  it('is what a fit without the photos gives, where every photo counts the same', () => {
    const found = heldOutClassifier(fit(clouds, { ridge: 0.5, balance: 0 }, 6), held)!;
    const wanted = ridgeClassifier(fit(left, { ridge: 0.5, balance: 0 }, 6));
    found.weight.forEach((value, at) => expect(value).toBeCloseTo(wanted.weight[at]!, 5));
    found.bias.forEach((value, at) => expect(value).toBeCloseTo(wanted.bias[at]!, 5));
  });

  it('minimises the same sum over the photos that are left, with the weights that they had', () => {
    const [ridge, balance] = [0.3, 0.8];
    const { weight, bias } = heldOutClassifier(fit(clouds, { ridge, balance }, 6), held)!;
    // The gradient of the sum by its definition: nothing at the minimum.
    const gradient = new Float64Array(7 * 3);
    let scale = 0;
    left.forEach((own, label) => {
      const photoWeight = (clouds[label]!.length / 6) ** -balance;
      for (let row = 0; row < own.length; row += 6)
        for (let c = 0; c < 3; c++) {
          let error = bias[c]! - (c === label ? 10 : 0);
          for (let d = 0; d < 6; d++) error += own[row + d]! * weight[d * 3 + c]!;
          for (let d = 0; d < 6; d++) gradient[d * 3 + c]! += photoWeight * error * own[row + d]!;
          gradient[18 + c]! += photoWeight * error;
          scale += Math.abs(photoWeight * error);
        }
    });
    for (let at = 0; at < 18; at++) gradient[at]! += ridge * weight[at]!;
    expect(Math.max(...gradient.map(Math.abs)) / scale).toBeLessThan(1e-6);
  });

  it('leaves the statistics as they were, and says where rounding forbids it', () => {
    const statistics = fit(clouds, { ridge: 0.5, balance: 1 }, 6);
    const before = statistics.coefficients.slice();
    heldOutClassifier(statistics, held);
    expect(statistics.coefficients).toEqual(before);
    // Photos that were never in it, far outside: their share of the matrix is more than there is.
    const far = statistics.photos.map((own) => own.map((value) => value * 1e3));
    expect(heldOutClassifier({ ...statistics, photos: far }, held)).toBeUndefined();
  });
});
