import type { ContrastiveLossOptions } from '../src/losses/contrastive-loss.js';
import { naiveMaxMargin, naiveMultiSimilarity, naiveNPairs, naiveSupConOfRows, naiveTriplet, type Rows } from './naive-contrastive.js';

/** Every kind of contrastive loss in the forms it has, each beside its oracle; `labels` are image numbers for nt-xent. */
export interface ContrastiveCase {
  readonly title: string;
  readonly options: ContrastiveLossOptions;
  readonly oracle: (rows: Rows, labels: readonly number[]) => number;
  /** Rows of one class are interchangeable: n-pairs pairs them in the order they come. */
  readonly orderFree: boolean;
}

const supcon = (title: string, options: Omit<Extract<ContrastiveLossOptions, { kind: 'supcon' }>, 'kind'>): ContrastiveCase => ({
  title,
  options: { kind: 'supcon', ...options },
  oracle: (rows, labels) =>
    naiveSupConOfRows(rows, labels, {
      temperature: options.temperature ?? 0.1,
      ...(options.form ? { form: options.form } : {}),
      ...(options.denominator ? { denominator: options.denominator } : {}),
      ...(options.classWeights ? { classWeights: Array.from(options.classWeights) } : {}),
    }),
  orderFree: true,
});
const margin = 1;

export const CONTRASTIVE_CASES: readonly ContrastiveCase[] = [
  ...(['out', 'in'] as const).flatMap((form) =>
    (['all', 'one-positive', 'only-negatives'] as const).map((denominator) =>
      supcon(`supcon ${form} ${denominator}`, { form, denominator }),
    ),
  ),
  supcon('supcon weighted', { classWeights: [1, 0.5, 3, 2, 0.1, 1, 1, 1, 1, 1, 1, 1] }),
  supcon('supcon at temperature 0.01', { temperature: 0.01 }),
  {
    title: 'nt-xent',
    options: { kind: 'nt-xent', temperature: 0.5 },
    oracle: (rows, labels) => naiveSupConOfRows(rows, labels, { temperature: 0.5 }),
    orderFree: true,
  },
  ...(['euclidean', 'cosine'] as const).map((distance) => ({
    title: `max-margin ${distance}`,
    options: { kind: 'max-margin' as const, distance, margin },
    oracle: (rows: Rows, labels: readonly number[]) => naiveMaxMargin(rows, labels, margin, distance),
    orderFree: true,
  })),
  ...(['semi-hard', 'hard'] as const).flatMap((mining) =>
    (['euclidean', 'squared-euclidean', 'cosine'] as const).flatMap((distance) =>
      ([0.2, 'soft'] as const).map((tripletMargin) => ({
        title: `triplet ${mining} ${distance} ${tripletMargin}`,
        options: { kind: 'triplet' as const, mining, distance, margin: tripletMargin },
        oracle: (rows: Rows, labels: readonly number[]) => naiveTriplet(rows, labels, mining, tripletMargin, distance),
        orderFree: true,
      })),
    ),
  ),
  ...(['first', 'all'] as const).map((pairs) => ({
    title: `n-pairs ${pairs}`,
    options: { kind: 'n-pairs' as const, temperature: 0.2, pairs },
    oracle: (rows: Rows, labels: readonly number[]) => naiveNPairs(rows, labels, 0.2, pairs),
    orderFree: false,
  })),
  ...[undefined, 0.1].map((epsilon) => {
    const settings = { alpha: 2, beta: 40, base: 0.4, ...(epsilon === undefined ? {} : { epsilon }) };
    return {
      title: `multi-similarity ${epsilon === undefined ? '' : 'mined'}`,
      options: { kind: 'multi-similarity' as const, ...settings },
      oracle: (rows: Rows, labels: readonly number[]) => naiveMultiSimilarity(rows, labels, settings),
      orderFree: true,
    };
  }),
];
