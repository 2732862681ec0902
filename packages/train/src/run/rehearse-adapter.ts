import { normaliseImage } from '@supcon/core/image';
import { formatDuration } from '../console/format-duration.js';
import { openDataSet } from '../data/data-set.js';
import { TrainError } from '../errors.js';
import { loadOnnxModel } from '../evaluate/onnx-model.js';
import { cacheFolder } from '../home.js';
import { maxPixels } from '../max-pixels.js';
import { bringForRun } from './brought-run.js';
import type { RehearseOptions } from './rehearse-run.js';

/** What a run with an encoder that is brought would be. */
export interface AdapterRehearsal {
  readonly recipe: string;
  readonly data: string;
  /** Name of the encoder's file. */
  readonly encoder: string;
  /** D, of its embeddings. */
  readonly features: number;
  /** Side of its pictures, in pixels. */
  readonly imageSize: number;
  readonly images: { readonly train: number; readonly validation: number; readonly test: number };
  readonly labels: readonly string[];
  readonly warnings: readonly string[];
  /** Pictures and views to be embedded, where none were before. */
  readonly pictures: number;
  readonly secondsPerPicture: number;
  /** Of embedding, which is nearly all of such a run. */
  readonly estimatedSeconds: number;
  /** Peak of this process so far, in MiB. */
  readonly peakRssMiB: number;
}

/** Pictures of one call, as `embedPictures` makes it. */
const BATCH = 16;

/** Tries the encoder on a few of the pictures, without writing anything but the cache of decoded pictures. @throws what the run would throw. */
export async function rehearseAdapter(options: Omit<RehearseOptions, 'backend' | 'precision'>): Promise<AdapterRehearsal> {
  const { reporter, home } = options;
  const brought = await bringForRun(options.start, (sentence) => reporter.note(sentence));
  if (!brought) throw new TrainError('USAGE', `recipe ${options.start.recipe.name} has an encoder of ours`);
  const { recipe, ...start } = brought.fresh;
  const { encoder, preprocessing, imageSize, adopted } = brought.brought;
  const data = await openDataSet(start.data, {
    ...start,
    recipe: recipe.recipe,
    maxPixels: maxPixels(options.maxPixels),
    cacheFolder: cacheFolder(home),
    reporter,
  });
  const model = await loadOnnxModel(adopted);
  try {
    const { train, validation, test } = data.split;
    const indices = train.slice(0, BATCH);
    const embed = async (): Promise<number> => {
      const begun = performance.now();
      await model.run(normaliseImage(await data.evaluation.read(indices), preprocessing), indices.length, imageSize);
      return (performance.now() - begun) / 1000 / indices.length;
    };
    // The first call also chooses kernels and grows memory pools.
    const seconds = [await embed(), await embed(), await embed()];
    const secondsPerPicture = Math.min(...seconds);
    const { stage1, stage2 } = recipe.recipe;
    const views = stage1.loss === 'none' ? 0 : stage1.views - 1;
    const pictures = (train.length + validation.length) * (1 + stage2.augmentedPasses) + test.length + train.length * views;
    return {
      recipe: recipe.name,
      data: data.root,
      encoder: encoder.file,
      features: encoder.features,
      imageSize,
      images: { train: train.length, validation: validation.length, test: test.length },
      labels: data.labels,
      warnings: data.warnings.map(({ message }) => message),
      pictures,
      secondsPerPicture,
      estimatedSeconds: Math.round(pictures * secondsPerPicture),
      peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    };
  } finally {
    await model.release();
    await data.close();
  }
}

/** The same as lines for people. */
export function describeAdapterRehearsal(rehearsal: AdapterRehearsal): string {
  const { images, labels, pictures, secondsPerPicture, estimatedSeconds } = rehearsal;
  return [
    `Dry run of ${rehearsal.recipe} on ${rehearsal.data}; no run was made.`,
    `  pictures   ${images.train} training, ${images.validation} validation, ${images.test} test, ${labels.length} classes`,
    `  encoder    ${rehearsal.encoder}: ${rehearsal.features} features of ${rehearsal.imageSize} px, in ONNX Runtime`,
    `  embedding  ${pictures} pictures and views, ${(1000 * secondsPerPicture).toFixed(1)} ms each: about ${formatDuration(estimatedSeconds)}, less where some were embedded before`,
    `  memory     ${rehearsal.peakRssMiB} MiB so far`,
    ...rehearsal.warnings.map((warning) => `  warning    ${warning}`),
  ].join('\n');
}
