import { CoreError } from '../errors.js';
import { createRng } from '../rng.js';
import { embeddingWidth } from './labelled-embeddings.js';
import { principalComponents } from './pca.js';
import { jointProbabilities } from './tsne-probabilities.js';

/** Seed and settings of `tsne`. */
export interface TsneOptions {
  readonly seed: number;
  /** How many neighbours a point listens to, softly. Default 30; at most a third of the others. */
  readonly perplexity?: number;
  /** Default 1000. */
  readonly iterations?: number;
  /** Told after each iteration. */
  readonly onIteration?: (done: number, total: number) => void;
}

/** Rows laid out in two dimensions, and how well that shows who is near whom. */
export interface Tsne {
  /** [N, 2] float64. */
  readonly points: Float64Array;
  /** Kullback-Leibler divergence of the picture from the rows, nats. */
  readonly divergence: number;
  readonly perplexity: number;
}

/** The first iterations pull neighbours together this many times as hard, so that clusters find each other. */
const EXAGGERATION = 12;
const EXAGGERATED_ITERATIONS = 250;
/** Standard deviation of the first picture. */
const START_DEVIATION = 1e-4;
/** Gradients shorter than this move nothing any more. */
const SMALL_GRADIENT = 1e-7;

/** t-SNE, exactly (all pairs), into two dimensions, begun from the first two principal components. The same rows and seed give the same picture.
 * Distances between clusters and their sizes mean nothing; neighbourhoods do. Time grows with N² · iterations: 1,250 rows take seconds.
 * @param rows [N, D] float32; distances are euclidean: normalise the rows where angles count.  @param count N, at least 4.
 * @throws CoreError BAD_SHAPE.
 * @see van der Maaten and Hinton, Visualizing Data using t-SNE, JMLR 9, 2008; learning rate max(N / 48, 50) after Belkina et al. 2019. */
export function tsne(rows: Float32Array, count: number, options: TsneOptions): Tsne {
  embeddingWidth('tsne', rows, count);
  if (count < 4) throw new CoreError('BAD_SHAPE', `tsne: needs at least 4 rows, got ${count}`);
  const { seed, iterations = 1000, onIteration } = options;
  const perplexity = Math.min(options.perplexity ?? 30, (count - 1) / 3);
  if (!(perplexity >= 1)) throw new CoreError('BAD_SHAPE', `tsne: perplexity must be at least 1, got ${perplexity}`);
  const probabilities = jointProbabilities(rows, count, perplexity);
  const points = firstPicture(rows, count, seed);
  const rate = Math.max(count / EXAGGERATION / 4, 50);
  const [gradient, velocity] = [new Float64Array(points.length), new Float64Array(points.length)];
  const gains = new Float64Array(points.length).fill(1);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const early = iteration < EXAGGERATED_ITERATIONS;
    tsneGradient(probabilities, points, early ? EXAGGERATION : 1, gradient);
    const momentum = early ? 0.5 : 0.8;
    let square = 0;
    for (let i = 0; i < points.length; i++) {
      square += gradient[i]! ** 2;
      // Delta-bar-delta (Jacobs 1988): faster while the direction stands, slower where it turns.
      gains[i] = Math.max(0.01, velocity[i]! * gradient[i]! < 0 ? gains[i]! + 0.2 : gains[i]! * 0.8);
      velocity[i] = momentum * velocity[i]! - rate * gains[i]! * gradient[i]!;
      points[i]! += velocity[i]!;
    }
    onIteration?.(iteration + 1, iterations);
    if (!early && Math.sqrt(square) < SMALL_GRADIENT) break;
  }
  return { points, divergence: tsneDivergence(probabilities, points), perplexity };
}

/** The gradient of the divergence: 4 Σ_j (p_ij - q_ij) w_ij (y_i - y_j), with w = 1 / (1 + |y_i - y_j|²) and q = w / Σ w.
 * @param probabilities [N, N] symmetric, sum 1.  @param exaggeration multiplies P.  @param gradient [N, 2], written. */
export function tsneGradient(probabilities: Float64Array, points: Float64Array, exaggeration: number, gradient: Float64Array): void {
  const n = points.length / 2;
  // The sum of all w is known only at the end: attraction and repulsion are added up apart.
  const repulsion = new Float64Array(points.length);
  gradient.fill(0);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const [x, y] = [points[2 * i]!, points[2 * i + 1]!];
    let [pullX, pullY, pushX, pushY] = [0, 0, 0, 0];
    for (let j = 0; j < i; j++) {
      const dx = x - points[2 * j]!;
      const dy = y - points[2 * j + 1]!;
      const w = 1 / (1 + dx * dx + dy * dy);
      const p = probabilities[i * n + j]!;
      sum += w;
      const pull = p * w;
      const push = w * w;
      pullX += pull * dx;
      pullY += pull * dy;
      pushX += push * dx;
      pushY += push * dy;
      gradient[2 * j]! -= pull * dx;
      gradient[2 * j + 1]! -= pull * dy;
      repulsion[2 * j]! -= push * dx;
      repulsion[2 * j + 1]! -= push * dy;
    }
    gradient[2 * i]! += pullX;
    gradient[2 * i + 1]! += pullY;
    repulsion[2 * i]! += pushX;
    repulsion[2 * i + 1]! += pushY;
  }
  for (let i = 0; i < gradient.length; i++) gradient[i] = 4 * (exaggeration * gradient[i]! - repulsion[i]! / (2 * sum));
}

/** Kullback-Leibler divergence Σ p log(p / q) over pairs. @param probabilities [N, N]  @param points [N, 2]  @returns nats */
export function tsneDivergence(probabilities: Float64Array, points: Float64Array): number {
  const n = points.length / 2;
  let [sum, divergence] = [0, 0];
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      const away = (points[2 * i]! - points[2 * j]!) ** 2 + (points[2 * i + 1]! - points[2 * j + 1]!) ** 2;
      const p = probabilities[i * n + j]!;
      sum += 1 / (1 + away);
      if (p > 0) divergence += p * Math.log(p * (1 + away));
    }
  return divergence + Math.log(sum);
}

function firstPicture(rows: Float32Array, count: number, seed: number): Float64Array {
  const axes = Math.min(2, count, rows.length / count);
  const { projected } = principalComponents(rows, count, axes);
  const spread = Math.sqrt(projected.reduce((sum, value, at) => sum + (at % axes === 0 ? value * value : 0), 0) / count);
  const rng = createRng(seed, 'tsne');
  // A touch of noise parts rows that are equal.
  return Float64Array.from({ length: 2 * count }, (_, at) => {
    const value = at % 2 < axes ? projected[Math.floor(at / 2) * axes + (at % 2)]! : 0;
    return START_DEVIATION * ((spread > 0 ? value / spread : 0) + 0.01 * rng.normal());
  });
}
