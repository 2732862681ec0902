import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEncoder, createNativeEngine, createRng, planEncoder, type Encoder, type Engine } from '@supcon/core';
import { openDataSet } from '../src/data/data-set.js';
import { embedImages } from '../src/evaluate/embed-images.js';
import { evaluateEmbeddings } from '../src/evaluate/evaluate-embeddings.js';
import { onEngine } from '../src/evaluate/picture-encoder.js';
import { stageTwo } from '../src/evaluate/stage-two.js';
import { parseRecipe } from '../src/recipe/load-recipe.js';
import { createReporter } from '../src/console/reporter.js';
import { inTemporaryFolder, writeColourData } from './generated-images.js';
import { plannedEncoder } from '../src/recipe/planned-encoder.js';

const recipe = parseRecipe(
  JSON.stringify({
    description: 'tiny',
    encoder: { depth: 18, stem: 'small', width: 4 },
    imageSize: 16,
    stage1: { loss: 'supcon', epochs: 1, batchSize: 6, learningRate: 0.05, head: { hidden: 8, outputs: 8 } },
    stage2: { augmentedPasses: 2 },
  }),
  'tiny.json',
);
const silent = createReporter({ stderr: new PassThrough().resume() });

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

/** sha256 of the very bytes of every weight and every running statistic, by name. */
async function fingerprints(encoder: Encoder): Promise<Record<string, string>> {
  const weights = await encoder.weights();
  return Object.fromEntries(
    [...weights].map(([name, { data }]) => [
      name,
      createHash('sha256')
        .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
        .digest('hex'),
    ]),
  );
}

/** One pass in training mode, as stage 1 makes it. */
function trainOnce(encoder: Encoder, seed: number): void {
  const rng = createRng(seed, 'pixels');
  const images = engine.upload(
    Float32Array.from({ length: 8 * 16 * 16 * 3 }, () => rng.normal()),
    [8, 16, 16, 3],
  );
  const embeddings = encoder.forward(images);
  engine.free(images, embeddings);
}

it('stage 2 and evaluation leave every weight and every batch statistic of the encoder as they were, byte for byte', () =>
  inTemporaryFolder(async (folder) => {
    const root = join(folder, 'colours');
    await writeColourData(root, { '': 20 });
    const data = await openDataSet(root, { recipe, seed: 1, skipBad: false, cacheFolder: join(folder, 'cache'), reporter: silent });
    const encoder = createEncoder(engine, planEncoder(plannedEncoder(recipe)), { seed: 1 });
    try {
      const fresh = await fingerprints(encoder);
      trainOnce(encoder, 1);
      const before = await fingerprints(encoder);
      // The comparison sees what it is to see: a pass in training mode moves the statistics, and nothing else.
      const moved = Object.keys(before).filter((name) => before[name] !== fresh[name]);
      expect(moved.length).toBeGreaterThan(10);
      expect(
        moved.every((name) => /mean|variance/i.test(name)),
        moved.join(),
      ).toBe(true);

      const handles = engine.liveHandles();
      const { test } = await stageTwo({ encoder: onEngine(engine, encoder), data, recipe, seed: 1, reporter: silent });
      expect(test.predicted).toHaveLength(data.split.test.length);
      const labelled = async (indices: readonly number[]) => ({
        embeddings: await embedImages(onEngine(engine, encoder), data.evaluation, indices),
        labels: Int32Array.from(indices, (index) => data.classes[index]!),
      });
      const { train, validation } = data.split;
      evaluateEmbeddings({
        train: await labelled(train),
        validation: await labelled(validation),
        test: await labelled(data.split.test),
        labels: data.labels,
      });
      expect(await fingerprints(encoder)).toEqual(before);
      expect(engine.liveHandles()).toBe(handles);
    } finally {
      encoder.dispose();
      await data.close();
    }
  }));
