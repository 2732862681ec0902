import type { Engine, Precision } from '../engine/engine.js';

/** Rates of one 3x3 convolution with 64 channels, its input gradient and its filter gradient together, in GFLOP/s. */
export type PrecisionRates = Readonly<Partial<Record<Precision, number>>>;

const SHAPE = [16, 32, 32, 64] as const;
const WINDOW = { kernel: 3, stride: 1, padding: 1 };

/** Measures what the engine reaches in each precision it has: about 0.3 s on two cores. */
export async function measurePrecisions(engine: Engine): Promise<PrecisionRates> {
  const rates: Partial<Record<Precision, number>> = {};
  for (const precision of engine.precisions) rates[precision] = await measure(engine, precision);
  return rates;
}

/** bfloat16 where it is measured to be clearly faster (processors with bfloat16 instructions), float32 otherwise. */
export async function preferredPrecision(engine: Engine): Promise<Precision> {
  if (!engine.precisions.includes('bfloat16')) return 'float32';
  const { float32 = 0, bfloat16 = 0 } = await measurePrecisions(engine);
  return bfloat16 > 1.15 * float32 ? 'bfloat16' : 'float32';
}

async function measure(engine: Engine, precision: Precision): Promise<number> {
  const [n, h, w, c] = SHAPE;
  const filterShape = [3, 3, c, c];
  const inPrecision = (shape: readonly number[]): ReturnType<Engine['cast']> => {
    const wide = engine.upload(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.5), shape);
    const cast = engine.cast(wide, precision);
    engine.free(wide);
    return cast;
  };
  const x = inPrecision(SHAPE);
  const filter = inPrecision(filterShape);
  const seconds: number[] = [];
  for (let run = 0; run < 6; run++) {
    const start = performance.now();
    const y = engine.conv2d(x, filter, WINDOW);
    const dx = engine.conv2dInputGrad(SHAPE, filter, y, WINDOW);
    const dw = engine.conv2dFilterGrad(x, filterShape, y, WINDOW);
    await engine.download(dw);
    engine.free(y, dx, dw);
    seconds.push((performance.now() - start) / 1000);
  }
  engine.free(x, filter);
  const flops = 3 * 2 * 9 * c * c * n * h * w;
  // The fastest run: the first compiles kernels, and others may be disturbed by the machine's other work.
  return flops / Math.min(...seconds) / 1e9;
}
