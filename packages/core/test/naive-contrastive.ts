/** The contrastive losses as their papers print them, in plain float64 loops over rows, and gradients by central differences of those: the oracle that the fast losses
 * are held against. Nothing here is shared with them. */

/** [M] rows of P. */
export type Rows = readonly (readonly number[])[];

const inner = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, d) => sum + value * b[d]!, 0);
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length);
const logSum = (logits: readonly number[]): number => {
  const largest = Math.max(...logits);
  return largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
};

export function unitRows(rows: Rows): number[][] {
  return rows.map((row) => row.map((value) => value / Math.hypot(...row)));
}

export function rowsOf(values: ArrayLike<number>, columns: number): number[][] {
  return range(values.length / columns).map((i) => Array.from(values).slice(i * columns, (i + 1) * columns));
}

/** d f / d rows by central differences in float64, row-major. */
export function numericGradient(rows: Rows, f: (rows: Rows) => number, step = 1e-5): Float64Array {
  const at = rows.map((row) => [...row]);
  const gradient: number[] = [];
  for (const row of at)
    for (let d = 0; d < row.length; d++) {
      const origin = row[d]!;
      row[d] = origin + step;
      const above = f(at);
      row[d] = origin - step;
      gradient.push((above - f(at)) / (2 * step));
      row[d] = origin;
    }
  return Float64Array.from(gradient);
}

export interface NaiveSupConOptions {
  readonly temperature: number;
  readonly form?: 'out' | 'in';
  readonly denominator?: 'all' | 'one-positive' | 'only-negatives';
  readonly classWeights?: readonly number[];
  /** Constant rows, already of length 1. */
  readonly extra?: { readonly rows: Rows; readonly labels: readonly number[] };
}

/** arXiv:2004.11362, eq. 2 and 3. */
export function naiveSupConOfRows(rows: Rows, labels: readonly number[], options: NaiveSupConOptions): number {
  const { temperature, form = 'out', denominator = 'all', classWeights, extra } = options;
  const z = unitRows(rows);
  const contrasts = [...z, ...(extra?.rows ?? [])];
  const contrastLabels = [...labels, ...(extra?.labels ?? [])];
  let total = 0;
  let weight = 0;
  for (const i of range(rows.length)) {
    const others = range(contrasts.length).filter((a) => a !== i);
    const positives = others.filter((a) => contrastLabels[a] === labels[i]);
    const negatives = others.filter((a) => contrastLabels[a] !== labels[i]);
    if (positives.length === 0 || (denominator === 'only-negatives' && negatives.length === 0)) continue;
    const logit = (a: number): number => inner(z[i]!, contrasts[a]!) / temperature;
    const logProbabilities = positives.map((p) => {
      const below = denominator === 'all' ? others : denominator === 'one-positive' ? [...negatives, p] : negatives;
      return logit(p) - logSum(below.map(logit));
    });
    const own = classWeights?.[labels[i]!] ?? 1;
    total -= own * (form === 'out' ? mean(logProbabilities) : logSum(logProbabilities) - Math.log(positives.length));
    weight += own;
  }
  return weight === 0 ? 0 : total / weight;
}

const DISTANCES = {
  euclidean: (a: readonly number[], b: readonly number[]) => Math.hypot(...a.map((value, d) => value - b[d]!)),
  'squared-euclidean': (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, d) => sum + (value - b[d]!) ** 2, 0),
  cosine: (a: readonly number[], b: readonly number[]) => 1 - inner(a, b),
} as const;
export type NaiveDistance = keyof typeof DISTANCES;

/** Hadsell et al., 2006: d² of a pair of one label, max(margin - d, 0)² of a pair of two. */
export function naiveMaxMargin(rows: Rows, labels: readonly number[], margin: number, distance: NaiveDistance): number {
  const z = unitRows(rows);
  return mean(
    range(rows.length).flatMap((i) =>
      range(i).map((j) => {
        const d = DISTANCES[distance](z[i]!, z[j]!);
        return labels[i] === labels[j] ? d * d : Math.max(margin - d, 0) ** 2;
      }),
    ),
  );
}

/** arXiv:1503.03832 (semi-hard, with TensorFlow's fallback) and arXiv:1703.07737 (hard). */
export function naiveTriplet(
  rows: Rows,
  labels: readonly number[],
  mining: 'semi-hard' | 'hard',
  margin: number | 'soft',
  distance: NaiveDistance,
): number {
  const z = unitRows(rows);
  const d = (i: number, j: number): number => DISTANCES[distance](z[i]!, z[j]!);
  const cost = (ap: number, an: number): number => (margin === 'soft' ? Math.log(1 + Math.exp(ap - an)) : Math.max(ap - an + margin, 0));
  return mean(
    range(rows.length).flatMap((a) => {
      const toPositives = range(rows.length).flatMap((p) => (p !== a && labels[p] === labels[a] ? [d(a, p)] : []));
      const toNegatives = range(rows.length).flatMap((n) => (labels[n] === labels[a] ? [] : [d(a, n)]));
      if (toPositives.length === 0 || toNegatives.length === 0) return [];
      if (mining === 'hard') return [cost(Math.max(...toPositives), Math.min(...toNegatives))];
      return toPositives.map((ap) => {
        const beyond = toNegatives.filter((an) => an > ap);
        return cost(ap, beyond.length > 0 ? Math.min(...beyond) : Math.max(...toNegatives));
      });
    }),
  );
}

/** Sohn, 2016, eq. 5: log(1 + Σ_{j ≠ i} exp(f_i · f_j⁺ - f_i · f_i⁺)), rows paired in the order they come. */
export function naiveNPairs(rows: Rows, labels: readonly number[], temperature: number, pairs: 'first' | 'all'): number {
  const z = unitRows(rows);
  const classes = [...new Set(labels)].map((label) => range(rows.length).filter((i) => labels[i] === label));
  const costs: number[] = [];
  for (let k = 0; k < (pairs === 'first' ? 1 : rows.length); k++) {
    const round = classes.filter((own) => own.length >= 2 * k + 2).map((own) => [z[own[2 * k]!]!, z[own[2 * k + 1]!]!] as const);
    round.forEach(([anchor, positive], i) => {
      const margins = round.filter((_, j) => j !== i).map(([, other]) => (inner(anchor, other) - inner(anchor, positive)) / temperature);
      costs.push(logSum([0, ...margins]));
    });
  }
  return mean(costs);
}

/** arXiv:1904.06627, eq. 10, 11 and 15. */
export function naiveMultiSimilarity(
  rows: Rows,
  labels: readonly number[],
  options: { alpha: number; beta: number; base: number; epsilon?: number },
): number {
  const { alpha, beta, base, epsilon = Number.POSITIVE_INFINITY } = options;
  const z = unitRows(rows);
  return mean(
    range(rows.length).map((i) => {
      const of = (same: boolean): number[] =>
        range(rows.length).flatMap((j) => (j !== i && (labels[j] === labels[i]) === same ? [inner(z[i]!, z[j]!)] : []));
      const [positives, negatives] = [of(true), of(false)];
      const mined = epsilon !== Number.POSITIVE_INFINITY;
      const keptPositives = positives.filter((s) => !mined || s - epsilon < Math.max(...negatives));
      const keptNegatives = negatives.filter((s) => !mined || s + epsilon > Math.min(...positives));
      return (
        logSum([0, ...keptPositives.map((s) => -alpha * (s - base))]) / alpha +
        logSum([0, ...keptNegatives.map((s) => beta * (s - base))]) / beta
      );
    }),
  );
}
