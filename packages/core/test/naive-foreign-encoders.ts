import type { ConvNeXtPlan } from '../src/plans/convnext-plan.js';
import type { ForeignEncoderPlan } from '../src/plans/foreign-encoder-plan.js';
import type { VisionTransformerPlan } from '../src/plans/vision-transformer-plan.js';
import type { WeightMap } from '../src/plans/weight-map.js';
import { hashedValues } from './hashed-values.js';

/** Slow float64 loops for the encoders of other libraries, one picture at a time, written from the papers: the oracle of their export. */
type Row = number[];
type FeatureMap = Row[][];

/** A weight of each tensor of a plan, drawn from its name. */
export function hashedTensors(plan: ForeignEncoderPlan): WeightMap {
  return new Map(
    [...plan.tensors].map(([name, shape]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const bound = shape.length === 1 || name.includes('_token') || name === 'pos_embed' ? 0.5 : Math.sqrt((3 * shape[0]!) / size);
      const centre = shape.length === 1 && !name.endsWith('bias') ? 1 : 0;
      return [name, { shape, data: hashedValues(name, size, centre - bound, centre + bound) }];
    }),
  );
}

const addRows = (a: Row, b: Row): Row => a.map((value, i) => value + b[i]!);

const mapMap = (x: FeatureMap, change: (row: Row, y: number, x: number) => Row): FeatureMap =>
  x.map((line, row) => line.map((pixel, column) => change(pixel, row, column)));

class Layers {
  constructor(private readonly weights: WeightMap) {}

  row(name: string): Row {
    return [...this.weights.get(name)!.data];
  }

  norm(name: string, x: Row): Row {
    const [weight, bias] = [this.row(`${name}.weight`), this.row(`${name}.bias`)];
    const mean = x.reduce((a, b) => a + b) / x.length;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
    return x.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-6)) * weight[i]! + bias[i]!);
  }

  dense(name: string, x: Row): Row {
    const weight = this.row(`${name}.weight`);
    const bias = this.weights.get(`${name}.bias`)?.data;
    return Array.from({ length: weight.length / x.length }, (_, o) =>
      x.reduce((sum, value, i) => sum + value * weight[o * x.length + i]!, bias?.[o] ?? 0),
    );
  }

  scaled(name: string, x: Row): Row {
    const scale = this.weights.get(name)?.data;
    return x.map((value, i) => value * (scale?.[i] ?? 1));
  }

  /** Every output channel of every inputs channel, or channel by channel. */
  convolution(name: string, x: FeatureMap, stride: number, padding: number, depthwise = false): FeatureMap {
    const { shape, data } = this.weights.get(`${name}.weight`)!;
    const bias = this.row(`${name}.bias`);
    const [outputs = 0, inputs = 0, kernel = 0] = shape;
    const side = Math.floor((x.length + 2 * padding - kernel) / stride) + 1;
    const pixel = (top: number, left: number): Row =>
      Array.from({ length: outputs }, (_, o) => {
        let sum = bias[o]!;
        for (let i = 0; i < inputs; i++)
          for (let ky = 0; ky < kernel; ky++)
            for (let kx = 0; kx < kernel; kx++)
              sum += (x[top + ky]?.[left + kx]?.[depthwise ? o : i] ?? 0) * data[((o * inputs + i) * kernel + ky) * kernel + kx]!;
        return sum;
      });
    return Array.from({ length: side }, (_, y) =>
      Array.from({ length: side }, (_, column) => pixel(y * stride - padding, column * stride - padding)),
    );
  }
}

/** erf by its series, 2/sqrt(pi) times the sum of (-1)^n x^(2n+1) / (n! (2n+1)); beyond 5 it is 1 to float64. */
export function naiveErf(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let [sum, power] = [x, x];
  for (let n = 1; n < 200; n++) {
    power *= -(x ** 2) / n;
    sum += power / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const gelu = (x: Row): Row => x.map((value) => (value * (1 + naiveErf(value / Math.SQRT2))) / 2);

/** @param image normalised pixels [S, S, 3].  @returns [D] */
export function naiveConvNeXt(plan: ConvNeXtPlan, weights: WeightMap, image: FeatureMap): Row {
  const layers = new Layers(weights);
  let x = mapMap(layers.convolution('stem.0', image, 4, 0), (row) => layers.norm('stem.1', row));
  plan.depths.forEach((depth, stage) => {
    const path = `stages.${stage}`;
    if (stage > 0)
      x = layers.convolution(
        `${path}.downsample.1`,
        mapMap(x, (row) => layers.norm(`${path}.downsample.0`, row)),
        2,
        0,
      );
    for (let index = 0; index < depth; index++) {
      const block = `${path}.blocks.${index}`;
      const spread = layers.convolution(`${block}.conv_dw`, x, 1, 3, true);
      const before = x;
      x = mapMap(spread, (row, y, column) => {
        const hidden = gelu(layers.dense(`${block}.mlp.fc1`, layers.norm(`${block}.norm`, row)));
        return addRows(layers.scaled(`${block}.gamma`, layers.dense(`${block}.mlp.fc2`, hidden)), before[y]![column]!);
      });
    }
  });
  const pixels = x.flat();
  return layers.norm(
    'head.norm',
    pixels.reduce(addRows).map((sum) => sum / pixels.length),
  );
}

/** At the size of picture that its positions were trained on. @param image normalised pixels [S, S, 3].  @returns [D] */
export function naiveVisionTransformer(plan: VisionTransformerPlan, weights: WeightMap, image: FeatureMap): Row {
  const layers = new Layers(weights);
  const { width, heads } = plan;
  const rowsOf = (name: string): Row[] => {
    const all = layers.row(name);
    return Array.from({ length: all.length / width }, (_, n) => all.slice(n * width, (n + 1) * width));
  };
  const patches = layers.convolution('patch_embed.proj', image, plan.patch, 0).flat();
  const [classToken] = rowsOf('cls_token') as [Row];
  const registers = plan.registers > 0 ? rowsOf('reg_token') : [];
  const places = rowsOf('pos_embed');
  let tokens = plan.positions.classToken
    ? [addRows(classToken, places[0]!), ...registers, ...patches.map((row, n) => addRows(row, places[n + 1]!))]
    : [classToken, ...registers, ...patches.map((row, n) => addRows(row, places[n]!))];
  for (let index = 0; index < plan.depth; index++) {
    const block = `blocks.${index}`;
    const qkv = tokens.map((row) => layers.dense(`${block}.attn.qkv`, layers.norm(`${block}.norm1`, row)));
    tokens = tokens.map((row, t) => {
      const attended = Array.from({ length: heads }, (_, head) => attend(qkv, t, head, width, heads)).flat();
      const summed = addRows(row, layers.scaled(`${block}.ls1.gamma`, layers.dense(`${block}.attn.proj`, attended)));
      const hidden = gelu(layers.dense(`${block}.mlp.fc1`, layers.norm(`${block}.norm2`, summed)));
      return addRows(summed, layers.scaled(`${block}.ls2.gamma`, layers.dense(`${block}.mlp.fc2`, hidden)));
    });
  }
  return layers.norm('norm', tokens[0]!);
}

/** What one head answers for token t: [D / heads]. @param qkv for each token its query, key and value behind each other, [3 D]. */
function attend(qkv: readonly Row[], t: number, head: number, width: number, heads: number): Row {
  const each = width / heads;
  const part = (token: Row, which: number): Row => token.slice(which * width + head * each, which * width + (head + 1) * each);
  const query = part(qkv[t]!, 0);
  const shares = qkv.map((token) => Math.exp(part(token, 1).reduce((sum, key, i) => sum + key * query[i]!, 0) / Math.sqrt(each)));
  const total = shares.reduce((a, b) => a + b);
  return qkv.map((token, n) => part(token, 2).map((value) => (value * shares[n]!) / total)).reduce(addRows);
}
