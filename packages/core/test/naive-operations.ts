import type { Window } from '../src/plans/window.js';

/** Slow float64 loops for every engine operation, written from its definition: the oracle of the conformance suite. */
export type Shape = readonly number[];

export interface Naive {
  readonly data: Float64Array;
  readonly shape: Shape;
}

const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);

export function naive(shape: Shape, data: ArrayLike<number> = new Float64Array(sizeOf(shape))): Naive {
  return { shape, data: Float64Array.from(data) };
}

export function outputSide(side: number, { kernel, stride, padding }: Window): number {
  if (padding === 'same') return Math.ceil(side / stride);
  return Math.floor((side + 2 * padding - kernel) / stride) + 1;
}

/** Pixels of padding before the first; of SAME the smaller half of what all windows need. */
function paddingAt(side: number, window: Window): number {
  if (window.padding !== 'same') return window.padding;
  const needed = (outputSide(side, window) - 1) * window.stride + window.kernel - side;
  return Math.floor(Math.max(needed, 0) / 2);
}

/** Calls `visit` with the flat position of each output pixel, the input pixel and the kernel entry that meet there. */
function meetings(
  [n = 0, h = 0, w = 0]: Shape,
  window: Window,
  visit: (outputPixel: number, inputPixel: number, entry: number) => void,
): void {
  const { kernel, stride } = window;
  const [top, left] = [paddingAt(h, window), paddingAt(w, window)];
  const [oh, ow] = [outputSide(h, window), outputSide(w, window)];
  for (let image = 0; image < n; image++)
    for (let oy = 0; oy < oh; oy++)
      for (let ox = 0; ox < ow; ox++)
        for (let ky = 0; ky < kernel; ky++)
          for (let kx = 0; kx < kernel; kx++) {
            const y = oy * stride + ky - top;
            const x = ox * stride + kx - left;
            if (y < 0 || y >= h || x < 0 || x >= w) continue;
            visit((image * oh + oy) * ow + ox, (image * h + y) * w + x, ky * kernel + kx);
          }
}

function outputShape([n = 0, h = 0, w = 0]: Shape, channels: number, window: Window): number[] {
  return [n, outputSide(h, window), outputSide(w, window), channels];
}

export function convolution(x: Naive, w: Naive, window: Window): Naive {
  const [, , inputs = 0, outputs = 0] = w.shape;
  const y = naive(outputShape(x.shape, outputs, window));
  meetings(x.shape, window, (op, ip, entry) => {
    for (let i = 0; i < inputs; i++)
      for (let o = 0; o < outputs; o++) y.data[op * outputs + o]! += x.data[ip * inputs + i]! * w.data[(entry * inputs + i) * outputs + o]!;
  });
  return y;
}

export function convolutionGradients(x: Naive, w: Naive, dy: Naive, window: Window): { dx: Naive; dw: Naive } {
  const [, , inputs = 0, outputs = 0] = w.shape;
  const dx = naive(x.shape);
  const dw = naive(w.shape);
  meetings(x.shape, window, (op, ip, entry) => {
    for (let i = 0; i < inputs; i++)
      for (let o = 0; o < outputs; o++) {
        const at = (entry * inputs + i) * outputs + o;
        dx.data[ip * inputs + i]! += dy.data[op * outputs + o]! * w.data[at]!;
        dw.data[at]! += dy.data[op * outputs + o]! * x.data[ip * inputs + i]!;
      }
  });
  return { dx, dw };
}

export function depthwiseConvolution(x: Naive, w: Naive, window: Window): Naive {
  const channels = x.shape[3] ?? 0;
  const y = naive(outputShape(x.shape, channels, window));
  meetings(x.shape, window, (op, ip, entry) => {
    for (let c = 0; c < channels; c++) y.data[op * channels + c]! += x.data[ip * channels + c]! * w.data[entry * channels + c]!;
  });
  return y;
}

export function depthwiseConvolutionGradients(x: Naive, w: Naive, dy: Naive, window: Window): { dx: Naive; dw: Naive } {
  const channels = x.shape[3] ?? 0;
  const dx = naive(x.shape);
  const dw = naive(w.shape);
  meetings(x.shape, window, (op, ip, entry) => {
    for (let c = 0; c < channels; c++) {
      dx.data[ip * channels + c]! += dy.data[op * channels + c]! * w.data[entry * channels + c]!;
      dw.data[entry * channels + c]! += dy.data[op * channels + c]! * x.data[ip * channels + c]!;
    }
  });
  return { dx, dw };
}

/** Max pooling, and where each maximum came from (the first of equals in row order). */
export function maxPooling(x: Naive, window: Window): { y: Naive; source: Int32Array } {
  const channels = x.shape[3] ?? 0;
  const y = naive(outputShape(x.shape, channels, window));
  y.data.fill(Number.NEGATIVE_INFINITY);
  const source = new Int32Array(y.data.length).fill(-1);
  meetings(x.shape, window, (op, ip) => {
    for (let c = 0; c < channels; c++)
      if (x.data[ip * channels + c]! > y.data[op * channels + c]!) {
        y.data[op * channels + c] = x.data[ip * channels + c]!;
        source[op * channels + c] = ip * channels + c;
      }
  });
  return { y, source };
}

export function maxPoolingGradient(x: Naive, dy: Naive, window: Window): Naive {
  const dx = naive(x.shape);
  maxPooling(x, window).source.forEach((from, at) => (dx.data[from]! += dy.data[at]!));
  return dx;
}

function column(x: Naive, c: number): number[] {
  const channels = x.shape.at(-1) ?? 1;
  return Array.from({ length: x.data.length / channels }, (_, row) => x.data[row * channels + c]!);
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

export function batchNormalisation(
  x: Naive,
  gamma: ArrayLike<number>,
  beta: ArrayLike<number>,
  epsilon: number,
): { y: Naive; mean: number[]; variance: number[] } {
  const channels = gamma.length;
  const mean = Array.from({ length: channels }, (_, c) => meanOf(column(x, c)));
  const biased = mean.map((m, c) => meanOf(column(x, c).map((value) => (value - m) ** 2)));
  const count = x.data.length / channels;
  const y = normalised(x, mean, biased, epsilon);
  y.data.forEach((value, at) => (y.data[at] = value * gamma[at % channels]! + beta[at % channels]!));
  return { y, mean, variance: biased.map((value) => (value * count) / (count - 1)) };
}

export function normalised(x: Naive, mean: ArrayLike<number>, variance: ArrayLike<number>, epsilon: number): Naive {
  const channels = mean.length;
  return naive(
    x.shape,
    x.data.map((value, at) => (value - mean[at % channels]!) / Math.sqrt(variance[at % channels]! + epsilon)),
  );
}

/** Ioffe and Szegedy, arXiv:1502.03167, section 3: the chain rule spelled out, through the variance and through the mean. */
export function batchNormalisationGradient(
  dy: Naive,
  x: Naive,
  gamma: ArrayLike<number>,
  epsilon: number,
): { dx: Naive; dGamma: number[]; dBeta: number[] } {
  const channels = gamma.length;
  const dx = naive(x.shape);
  const dGamma: number[] = [];
  const dBeta: number[] = [];
  for (let c = 0; c < channels; c++) {
    const xs = column(x, c);
    const dys = column(dy, c);
    const m = xs.length;
    const mean = meanOf(xs);
    const variance = meanOf(xs.map((value) => (value - mean) ** 2));
    const dNormal = dys.map((value) => value * gamma[c]!);
    const dVariance = dNormal.reduce((sum, d, i) => sum + d * (xs[i]! - mean) * -0.5 * (variance + epsilon) ** -1.5, 0);
    const dMean =
      dNormal.reduce((sum, d) => sum - d / Math.sqrt(variance + epsilon), 0) + dVariance * meanOf(xs.map((value) => -2 * (value - mean)));
    dNormal.forEach((d, i) => {
      dx.data[i * channels + c] = d / Math.sqrt(variance + epsilon) + (dVariance * 2 * (xs[i]! - mean)) / m + dMean / m;
    });
    dGamma.push(dys.reduce((sum, d, i) => sum + (d * (xs[i]! - mean)) / Math.sqrt(variance + epsilon), 0));
    dBeta.push(dys.reduce((a, b) => a + b, 0));
  }
  return { dx, dGamma, dBeta };
}

/** Mean over H and W. */
export function pixelMean(x: Naive): Naive {
  const [n = 0, h = 0, w = 0, c = 0] = x.shape;
  const y = naive([n, c]);
  x.data.forEach((value, at) => (y.data[Math.floor(at / (h * w * c)) * c + (at % c)]! += value / (h * w)));
  return y;
}

/** (mean over H and W of max(x, epsilon)^p)^(1/p), straight from its definition. */
export function generalisedMean(x: Naive, p: number, epsilon: number): Naive {
  const y = pixelMean(
    naive(
      x.shape,
      x.data.map((value) => Math.max(value, epsilon) ** p),
    ),
  );
  return naive(
    y.shape,
    y.data.map((value) => value ** (1 / p)),
  );
}

/** Gradients of `generalisedMean` by central differences. */
export function generalisedMeanGradients(x: Naive, dy: Naive, p: number, epsilon: number): { dx: Naive; dP: number } {
  const loss = (input: Naive, power: number): number =>
    generalisedMean(input, power, epsilon).data.reduce((sum, value, at) => sum + value * dy.data[at]!, 0);
  const h = 1e-5;
  const moved = (at: number, by: number): Naive =>
    naive(
      x.shape,
      x.data.map((value, i) => (i === at ? value + by : value)),
    );
  const dx = naive(
    x.shape,
    x.data.map((_, at) => (loss(moved(at, h), p) - loss(moved(at, -h), p)) / (2 * h)),
  );
  return { dx, dP: (loss(x, p + h) - loss(x, p - h)) / (2 * h) };
}

export function product(a: Naive, b: Naive, transposeA: boolean, transposeB: boolean): Naive {
  const [a0 = 0, a1 = 0] = a.shape;
  const [b0 = 0, b1 = 0] = b.shape;
  const [m, k, n] = [transposeA ? a1 : a0, transposeA ? a0 : a1, transposeB ? b0 : b1];
  const y = naive([m, n]);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++)
      for (let l = 0; l < k; l++)
        y.data[i * n + j]! += a.data[transposeA ? l * m + i : i * k + l]! * b.data[transposeB ? j * k + l : l * n + j]!;
  return y;
}
