import { fitClassStatistics, planResNet, type ConvBnPlan, type WeightMap } from '@supcon/core';
import { writeArtifact, type ArtifactContent, type Manifest } from '@supcon/core/artifact';
import type { Decoding } from '@supcon/core/image';
import { answerGolden } from './answer-golden.js';

export interface TinyArtifactOptions {
  readonly name?: string;
  readonly version?: number;
  /** Of the random weights: another seed is another encoder. */
  readonly seed?: number;
  readonly labels?: readonly string[];
  /** Channels of the first stage; the embedding is 8 times as long. */
  readonly width?: number;
  /** As in the manifest. Default none, as in artifacts of earlier versions. */
  readonly decoding?: Decoding;
  /** Of the manifest. Default none, as in artifacts of earlier versions. */
  readonly calibration?: Manifest['calibration'];
  readonly labelSets?: Manifest['labelSets'];
  /** Of the classifier's weights, default 1: smaller ones are less sure of every picture. */
  readonly classifierScale?: number;
  /** With what classes are added and taken out with, of so many made-up photos a class. */
  readonly classes?: number;
  /** Whether it records golden pictures. Default not, as in artifacts of earlier versions. */
  readonly golden?: boolean;
}

/** Writes a real artifact, ResNet-18 of a few channels with random weights for 32 px pictures: it has learnt nothing, yet different pictures get
 * different embeddings. @param folder must not exist, e.g. `<home>/artifacts/tiny/1`. */
export async function makeTinyArtifact(folder: string, options: TinyArtifactOptions = {}): Promise<Manifest> {
  const { name = 'tiny', version = 1, seed = 1, labels = ['apple', 'pear', 'plum'], width = 4 } = options;
  const plan = planResNet({ depth: 18, stem: 'small', stemStride: 2, width });
  const normal = normals(seed);
  const draw = (count: number, deviation: number): Float32Array => Float32Array.from({ length: count }, () => normal() * deviation);
  const weights: WeightMap = new Map();
  const add = ({ name: unit, inputs, outputs, window }: ConvBnPlan): void => {
    const { kernel } = window;
    const fan = kernel * kernel * inputs;
    weights.set(`${unit}.conv`, { shape: [kernel, kernel, inputs, outputs], data: draw(fan * outputs, Math.sqrt(2 / fan)) });
    weights.set(`${unit}.gamma`, { shape: [outputs], data: new Float32Array(outputs).fill(1) });
    weights.set(`${unit}.beta`, { shape: [outputs], data: draw(outputs, 0.1) });
    weights.set(`${unit}.mean`, { shape: [outputs], data: draw(outputs, 0.1) });
    weights.set(`${unit}.variance`, { shape: [outputs], data: new Float32Array(outputs).fill(1) });
  };
  add(plan.stem);
  for (const block of plan.blocks) {
    block.body.forEach(add);
    if (block.shortcut) add(block.shortcut);
  }
  const preprocessing: Manifest['preprocessing'] = {
    ...{ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
    ...(options.decoding ? { decoding: options.decoding } : {}),
  };
  return writeArtifact(folder, {
    name,
    version,
    createdAt: new Date(Date.UTC(2026, 0, version)).toISOString(),
    imageSize: 32,
    preprocessing,
    ...(options.golden === true ? { answer: answerGolden(32, preprocessing) } : {}),
    labels: [...labels],
    loss: 'supcon',
    recipe: 'tiny',
    ...(options.calibration ? { calibration: options.calibration } : {}),
    ...(options.labelSets ? { labelSets: options.labelSets } : {}),
    data: { name, fingerprint: '0', images: 1 },
    metrics: { test: { linear: 0.5 } },
    ...(options.classes === undefined ? {} : classStatistics(plan.embeddingSize, labels.length, options.classes)),
    plan,
    weights,
    classifier: { weight: draw(plan.embeddingSize * labels.length, options.classifierScale ?? 1), bias: draw(labels.length, 0.1) },
  });
}

/** Of made-up photos. */
function classStatistics(width: number, classes: number, photos: number): Pick<ArtifactContent, 'classes' | 'statistics'> {
  const normal = normals(99);
  const labels = Int32Array.from({ length: photos * classes }, (_, n) => Math.floor(n / photos));
  const embeddings = Float32Array.from({ length: labels.length * width }, () => Math.abs(normal()));
  const [ridge, balance] = [0.1, 1];
  return {
    statistics: fitClassStatistics({ embeddings, labels }, classes, { ridge, balance }),
    classes: {
      ...{ answering: 'softmax', ridge, balance, temperature: 1 },
      photos: Array.from({ length: classes }, () => photos),
      validation: { images: 1, softmax: 1, ridge: 1 },
    },
  };
}

/** Standard normal numbers, the same for the same seed (mulberry32, Box-Muller). */
function normals(seed: number): () => number {
  const uniform = uniforms(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Numbers in [0, 1), the same for the same seed. */
export function uniforms(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
