import { resolve } from 'node:path';
import { createRng } from '@supcon/core/rng';
import { writeFileAtomic } from '@supcon/core/files';
import { CoreError } from '@supcon/core/errors';
import { decodeImage } from '@supcon/core/image';
import { byCodePoint, isSystemError, leaveOutBecause, type Photo } from '@supcon/core/photos';
import { scanData } from '../data/scan-data.js';
import { TrainError } from '../errors.js';
import { maxPixels } from '../max-pixels.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import type { Reporter } from '../console/reporter.js';
import { augmentSchema, type AugmentOptions } from '../augment/augment-schema.js';
import { drawViews } from '../augment/draw-views.js';
import { drawViewSheet } from './view-sheet.js';

/** Which pictures are shown, and how their views are made. */
export interface PreviewOptions {
  /** Folder of class folders, or a list. */
  readonly data: string;
  readonly recipe: Pick<Recipe, 'augment' | 'trainSize' | 'cacheSize'>;
  readonly recipeName: string;
  readonly images: number;
  readonly views: number;
  readonly seed: number;
  /** File to write. */
  readonly out: string;
  readonly reporter: Reporter;
}

/** Writes a PNG of a few pictures and their augmented views, drawn as in training.
 * @throws TrainError NOT_FOUND or BAD_DATA of the folder, BAD_IMAGES where no picture can be read. */
export async function previewViews(options: PreviewOptions): Promise<{ out: string; policy: string; images: number; views: number }> {
  const { data, recipe, recipeName, views, seed, out, reporter } = options;
  const { augment, trainSize: size, cacheSize } = recipe;
  const { root, photos } = await scanData(data, { skipBad: true });
  const pictures = await decodeSome(root, inTurn(photos, seed), options.images, cacheSize, reporter);
  const pixels = Buffer.concat(pictures);
  const draw = (drawn: AugmentOptions, count: number): Float32Array => {
    const options = { augment: drawn, views: count, size, seed, purpose: ['preview'] };
    return drawViews(pixels, cacheSize, options, new Float32Array(count * pictures.length * size * size * 3));
  };
  const originals = draw(augmentSchema.parse({ policy: 'none' }), 1);
  const augmented = draw(augment, views);
  const caption = describeAugmentation(augment, { recipeName, size, seed });
  await writeFileAtomic(out, await drawViewSheet({ originals, augmented, rows: pictures.length, size, caption }));
  return { out, policy: augment.policy, images: pictures.length, views };
}

/** Files in an order that visits the classes in turn, random inside each. */
function inTurn(files: readonly Photo[], seed: number): Photo[] {
  const classes = new Map<string, Photo[]>();
  for (const file of createRng(seed, 'preview pictures').shuffle(files))
    classes.set(file.label, [...(classes.get(file.label) ?? []), file]);
  const queues = [...classes.entries()].sort(([a], [b]) => byCodePoint(a, b)).map(([, queue]) => queue);
  const longest = Math.max(...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, at) => queues.flatMap((queue) => queue.slice(at, at + 1))).flat();
}

/** The first pictures that can be read. */
async function decodeSome(root: string, files: readonly Photo[], wanted: number, size: number, reporter: Reporter): Promise<Uint8Array[]> {
  const pictures: Uint8Array[] = [];
  for (const { path } of files) {
    if (pictures.length === wanted) break;
    try {
      pictures.push(await decodeImage(resolve(root, path), { size, maxPixels: maxPixels() }));
    } catch (error) {
      const isOfFile = error instanceof CoreError || isSystemError(error);
      if (!isOfFile) throw error;
      reporter.note(`Passed over ${path}: ${error instanceof CoreError ? error.message : leaveOutBecause(error, path).reason}`);
    }
  }
  if (pictures.length === 0) throw new TrainError('BAD_IMAGES', `none of the ${files.length} files in ${root} can be read as a picture`);
  return pictures;
}

/** What somebody has to know to make the same views again, a line each. */
function describeAugmentation(
  augment: AugmentOptions,
  { recipeName, size, seed }: { recipeName: string; size: number; seed: number },
): string[] {
  const { policy, cropScale, flip, jitter, grayscale, blur, solarize, cutout, operations, magnitude } = augment;
  const used = [
    cropScale[0] < 1 ? `crop ${cropScale[0]}-${cropScale[1]}` : 'no crop',
    flip > 0 && `flip ${flip}`,
    policy === 'notebook-imagenet5' && 'contrast 0.2-1.8, saturation 0.2-1.5, hue ±0.4, drawn once for each view of the batch',
    jitter.probability > 0 &&
      `jitter ${short(jitter.probability)} (${[jitter.brightness, jitter.contrast, jitter.saturation, jitter.hue].map(short).join(', ')})`,
    (policy === 'rand-augment' || policy === 'stacked-rand-augment') && `RandAugment N ${operations}, M ${magnitude}`,
    policy === 'auto-augment' && 'AutoAugment of ImageNet',
    grayscale > 0 && `gray ${grayscale}`,
    blur.probability > 0 && `blur ${blur.probability} (sigma ${blur.sigma[0]}-${blur.sigma[1]} px)`,
    solarize.probability > 0 && `solarize ${solarize.probability} (from ${solarize.threshold})`,
    cutout.probability > 0 && `cutout ${cutout.probability} (area ${cutout.area[0]}-${cutout.area[1]})`,
  ];
  return [`${policy}: recipe ${recipeName}, ${size} px, seed ${seed}`, used.filter((part) => part !== false).join(' · ')];
}

const short = (value: number): string => String(Number(value.toFixed(3)));
