import { CoreError, type ConvBnPlan, type EncoderPlan, type Weight, type WeightMap } from '@supcon/core';
import { convertUnit, takeOurPixels, type ForeignUnit } from './convert-unit.js';
import { encoderTensors, layersOf } from './encoder-tensors.js';
import type { UnitNames } from './naming.js';
import type { WeightsFile } from './read-weights-file.js';
import { encoderOptionsOf, recogniseNaming, type RecognisedNaming } from './recognise-naming.js';

/** How strictly a file has to fit an encoder. */
export interface MapOptions {
  /** Take what fits and leave the rest of the encoder as it is, instead of refusing: for another stem, say. Default false. */
  readonly partial?: boolean;
  /** What the file's stem was trained on, where it is not what its maker's usually are: see `Naming.pixels`. */
  readonly pixels?: 'imagenet' | 'caffe';
}

/** A file's tensors by our names. */
export interface MappedWeights {
  /** By our names; all of the encoder's unless `partial`. */
  readonly weights: WeightMap;
  readonly report: MappingReport;
}

/** What of a file was used, and what was missing. */
export interface MappingReport {
  /** Whose names the file has. */
  readonly source: string;
  /** Our names. */
  readonly loaded: readonly string[];
  /** The file's names of what the encoder has no use for, such as its classifier. */
  readonly ignored: readonly string[];
  /** Our names of what the file does not have, or has in another shape. */
  readonly missing: readonly string[];
}

/** Finds an encoder's weights in a file of torchvision, timm, SupContrast or Keras, or of our own, and converts them.
 * @throws CoreError BAD_WEIGHTS naming tensors that are missing or of another shape, and the encoder options that would fit. */
export function mapWeights(plan: EncoderPlan, file: WeightsFile, options: MapOptions = {}): MappedWeights {
  const expected = encoderTensors(plan);
  const recognised = isOurs(file) ? undefined : recogniseNaming(file.tensors);
  if (!isOurs(file) && !recognised) throw unknownNames(file);
  const found = recognised ? foreignWeights(plan, file, recognised, options) : ownWeights(expected, file);
  const weights: WeightMap = new Map();
  const problems = [...found.problems];
  for (const [name, shape] of expected) {
    const weight = found.weights.get(name);
    if (!weight) {
      if (!found.problems.some((problem) => problem.startsWith(`${name} `))) problems.push(`${name} is missing`);
    } else if (weight.shape.join() === shape.join()) weights.set(name, weight);
    else problems.push(`${name} is [${weight.shape.join(', ')}], the encoder's is [${shape.join(', ')}]`);
  }
  if (weights.size === 0 || (problems.length > 0 && options.partial !== true)) throw misfit(file, recognised, problems);
  return {
    weights,
    report: {
      source: recognised?.naming.title ?? 'supcon',
      loaded: [...weights.keys()],
      ignored: [...file.tensors.keys()].filter((name) => !found.used.has(name) && !name.endsWith('num_batches_tracked')),
      missing: [...expected.keys()].filter((name) => !weights.has(name)),
    },
  };
}

interface Found {
  readonly weights: WeightMap;
  /** The file's names. */
  readonly used: ReadonlySet<string>;
  readonly problems: readonly string[];
}

/** An artifact, or a checkpoint of a run. */
function isOurs({ format, tensors }: WeightsFile): boolean {
  return format === 'artifact' || tensors.has('stem.conv');
}

function ownWeights(expected: ReadonlyMap<string, unknown>, { tensors }: WeightsFile): Found {
  const weights: WeightMap = new Map([...tensors].filter(([name]) => expected.has(name)));
  return { weights, used: new Set(weights.keys()), problems: [] };
}

function foreignWeights(plan: EncoderPlan, file: WeightsFile, { naming, prefix }: RecognisedNaming, options: MapOptions): Found {
  const units = naming.units(plan);
  if (!units) throw misfit(file, { naming, prefix }, [`these are weights of a ${naming.title}`]);
  const fitting = encoderOptionsOf(file.tensors, { naming, prefix });
  if (plan.kind === 'resnet' && plan.options.depth >= 50 && fitting?.kind === 'resnet' && fitting.strideAt !== plan.options.strideAt)
    throw misfit(file, { naming, prefix }, [
      `a ${naming.title} has the stride of its blocks at ${fitting.strideAt ?? 'conv2'}, the encoder at ${plan.options.strideAt}`,
    ]);
  const weights: WeightMap = new Map();
  const used = new Set<string>();
  const problems: string[] = [];
  for (const layer of layersOf(plan)) {
    const names = units.get(layer.name);
    if (layer.kind !== 'conv-bn' || !names) continue;
    const unit = takeUnit(file.tensors, prefix, names, { naming, prefix }, used);
    if (typeof unit === 'string') problems.push(`${layer.name} is missing: there is no ${unit}`);
    else addUnit(weights, layer, unit, naming, (options.pixels ?? naming.pixels) === 'caffe' && layer === plan.stem);
  }
  if (plan.pooling.kind === 'gem' && plan.pooling.learnable) weights.set('pool.p', { shape: [1], data: Float32Array.of(plan.pooling.p) });
  return { weights, used, problems };
}

/** The unit, or the first name that is not there. */
function takeUnit(
  tensors: WeightMap,
  prefix: string,
  names: UnitNames,
  { naming }: RecognisedNaming,
  used: Set<string>,
): ForeignUnit | string {
  const { kernel, convBias, norm } = naming.parts;
  const required = [`${names.conv}${kernel}`, ...norm.map((part) => `${names.norm}${part}`)].map((name) => prefix + name);
  const missing = required.find((name) => !tensors.has(name));
  if (missing !== undefined) return missing;
  const biasName = `${prefix}${names.conv}${convBias}`;
  const taken = required.map((name) => tensors.get(name)!) as [Weight, Weight, Weight, Weight, Weight];
  for (const name of [...required, biasName]) used.add(name);
  return { kernel: taken[0], convBias: tensors.get(biasName), gamma: taken[1], beta: taken[2], mean: taken[3], variance: taken[4] };
}

function addUnit(weights: WeightMap, layer: ConvBnPlan, unit: ForeignUnit, naming: RecognisedNaming['naming'], caffe: boolean): void {
  const converted = convertUnit(unit, naming, layer.epsilon);
  const { kernel, gamma, beta, mean, variance } = caffe && converted.kernel.shape[2] === 3 ? takeOurPixels(converted) : converted;
  // A depthwise kernel is [K, K, 1, C] there and [K, K, C, 1] here: the same numbers in the same order.
  const [height = 0, width = 0, inputs = 0, outputs = 0] = kernel.shape;
  const shape = layer.depthwise && inputs === 1 ? [height, width, outputs, 1] : kernel.shape;
  weights.set(`${layer.name}.conv`, { shape, data: kernel.data });
  for (const [part, weight] of Object.entries({ gamma, beta, mean, variance })) weights.set(`${layer.name}.${part}`, weight);
}

function unknownNames({ path, tensors }: WeightsFile): CoreError {
  const shown = [...tensors.keys()].slice(0, 4).join(', ');
  return new CoreError(
    'BAD_WEIGHTS',
    `weights: ${path} has ${tensors.size} tensors with names of no encoder we know (${shown}, ...). Known are ResNet-18/34/50/101 of torchvision ` +
      'and timm, MobileNetV2 of torchvision and timm, ResNet50/101 (not V2) of Keras, EfficientNet-Lite0/1/2 of PyTorch and of timm (tf_efficientnet_lite), and our own.',
  );
}

function misfit(file: WeightsFile, recognised: RecognisedNaming | undefined, problems: readonly string[]): CoreError {
  const shown = problems.slice(0, 5).join('; ') + (problems.length > 5 ? `; and ${problems.length - 5} more` : '');
  const options = recognised && encoderOptionsOf(file.tensors, recognised);
  const advice = options ? ` The file fits the encoder ${JSON.stringify(options)}.` : '';
  return new CoreError('BAD_WEIGHTS', `weights: ${file.path} does not fit this encoder: ${shown}.${advice}`, {
    details: { problems, ...(options ? { encoder: options } : {}) },
  });
}
