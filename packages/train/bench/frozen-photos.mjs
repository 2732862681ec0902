import { createEncoder, createNativeEngine, planEncoder } from '@supcon/core';
import { openDataSet } from '../dist/data/data-set.js';
import { embedImages } from '../dist/evaluate/embed-images.js';
import { createOnnxEncoder } from '../dist/evaluate/picture-encoder.js';
import { cacheFolder, homeFolder } from '../dist/home.js';
import { fetchWeights } from '../dist/weights/fetch-weights.js';
import { imagenetWeightsFor } from '../dist/weights/find-public-weights.js';
import { initFromFile } from '../dist/weights/init-from-file.js';

/** Features of all photos by the recipe's encoder as ImageNet left it, and which are the test's where the folder says so. */
export async function embedFrozen(folder, recipe, reporter) {
  const home = homeFolder();
  const engine = await createNativeEngine();
  const encoder = createEncoder(engine, planEncoder(recipe.encoder));
  const { path } = await fetchWeights(imagenetWeightsFor(recipe.encoder), { home, reporter });
  await initFromFile(encoder, path);
  const frozen = await createOnnxEncoder(encoder);
  const data = await openDataSet(folder, { recipe, seed: 0, skipBad: false, cacheFolder: cacheFolder(home), reporter });
  try {
    const embeddings = await embedImages(
      frozen,
      data.evaluation,
      data.paths.map((_, index) => index),
    );
    const test = data.paths.some((file) => file.startsWith('test/')) ? data.split.test : [];
    return { labels: data.labels, own: { embeddings, labels: data.classes }, test: new Set(test) };
  } finally {
    await data.close();
  }
}
