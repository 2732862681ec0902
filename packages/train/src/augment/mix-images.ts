import { createRng, type Engine, type Handle, type Rng } from '@supcon/core';
import { TrainError } from '../errors.js';
import { betaDraw } from './beta-draw.js';

/** How pictures of a batch are mixed with one another. */
export interface MixOptions {
  /** alpha of mixup; 0 is off. */
  readonly mixup: number;
  /** alpha of CutMix; 0 is off. With both on, each batch draws one of them. */
  readonly cutmix: number;
}

/** Mixes each picture of a batch with another one of it, in one way and proportion for the whole batch: mixup (Zhang et al.,
 * arXiv:1710.09412) blends them, CutMix (Yun et al., arXiv:1905.04899) pastes a rectangle of the other one; both proportions are
 * Beta(alpha, alpha).
 * @param pixels float32 [N, side, side, 3], in any range; left as they are
 * @param labels [N], each below `classes`
 * @returns pixels like those given, and soft targets float32 [N, classes] whose rows add up to 1: the share that each class has of the
 * picture. One-hot where both are off.
 * @throws TrainError USAGE for a label that is no class. */
export function mixImages(
  pixels: Float32Array,
  side: number,
  labels: Int32Array,
  classes: number,
  options: MixOptions,
  rng: Rng,
): { pixels: Float32Array; targets: Float32Array } {
  const wrong = labels.find((label) => label < 0 || label >= classes);
  if (wrong !== undefined)
    throw new TrainError('USAGE', `mixImages: labels must be 0 to ${classes - 1} for ${classes} classes, got ${wrong}`);
  const mixed = pixels.slice();
  if (options.mixup === 0 && options.cutmix === 0) return { pixels: mixed, targets: softTargets(labels, labels, classes, 1) };
  const partners = rng.shuffle([...labels.keys()]);
  const paste = options.mixup === 0 || (options.cutmix > 0 && rng.uniform() < 0.5);
  const proportion = betaDraw(rng, paste ? options.cutmix : options.mixup);
  const own = paste ? pasteRectangle(pixels, mixed, side, partners, proportion, rng) : blend(pixels, mixed, partners, proportion);
  return {
    pixels: mixed,
    targets: softTargets(
      labels,
      Int32Array.from(partners, (partner) => labels[partner]!),
      classes,
      own,
    ),
  };
}

/** The same of views on an engine. @param views float32 [N, S, S, 3], borrowed @returns a new handle, and targets [N, classes] */
export async function mixViews(
  engine: Engine,
  views: Handle,
  labels: Int32Array,
  classes: number,
  options: MixOptions & { readonly seed: number; readonly purpose: readonly (string | number)[] },
): Promise<{ views: Handle; targets: Float32Array }> {
  const pixels = (await engine.download(views)) as Float32Array;
  const mixed = mixImages(pixels, views.shape[1]!, labels, classes, options, createRng(options.seed, ...options.purpose, 'mix'));
  return { views: engine.upload(mixed.pixels, views.shape), targets: mixed.targets };
}

/** @returns the share of its own picture that each one keeps. */
function blend(pixels: Float32Array, mixed: Float32Array, partners: readonly number[], proportion: number): number {
  const length = pixels.length / partners.length;
  partners.forEach((partner, n) => {
    for (let at = 0; at < length; at++)
      mixed[n * length + at] = proportion * pixels[n * length + at]! + (1 - proportion) * pixels[partner * length + at]!;
  });
  return proportion;
}

/** One rectangle for the batch, of 1 - proportion of the area around any point, cut off at the edges.
 * @returns the share of its own picture that each one keeps. */
function pasteRectangle(
  pixels: Float32Array,
  mixed: Float32Array,
  side: number,
  partners: readonly number[],
  proportion: number,
  rng: Rng,
): number {
  const length = side * side * 3;
  const half = (side * Math.sqrt(1 - proportion)) / 2;
  const [middleY, middleX] = [rng.integer(side), rng.integer(side)];
  const inside = (edge: number): number => Math.min(side, Math.max(0, Math.round(edge)));
  const [top, bottom] = [inside(middleY - half), inside(middleY + half)];
  const [left, right] = [inside(middleX - half), inside(middleX + half)];
  partners.forEach((partner, n) => {
    for (let y = top; y < bottom; y++) {
      const [from, to] = [(y * side + left) * 3, (y * side + right) * 3];
      mixed.set(pixels.subarray(partner * length + from, partner * length + to), n * length + from);
    }
  });
  return 1 - ((bottom - top) * (right - left)) / (side * side);
}

function softTargets(own: Int32Array, other: Int32Array, classes: number, share: number): Float32Array {
  const targets = new Float32Array(own.length * classes);
  own.forEach((label, n) => {
    targets[n * classes + label]! += share;
    targets[n * classes + other[n]!]! += 1 - share;
  });
  return targets;
}
