import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planEncoder } from '@supcon/core';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { listRecipes, loadRecipe, parseRecipe } from './load-recipe.js';
import { plannedEncoder } from './planned-encoder.js';

const smallest = {
  description: 'x',
  encoder: { depth: 18, stem: 'small' },
  imageSize: 64,
  stage1: { loss: 'supcon', epochs: 1, batchSize: 8, learningRate: 0.1 },
};
const parse = (value: unknown) => parseRecipe(JSON.stringify(value), 'my.json');

describe('recipes', () => {
  it('that come with the package fit the schema and describe encoders that exist', async () => {
    const names = await listRecipes();
    expect(names).toEqual(expect.arrayContaining(['imagenet5', 'imagenet5-ce', 'imagenet5-supcon', 'quick']));
    for (const name of names) {
      const { recipe } = await loadRecipe(name);
      if (recipe.encoder.kind === 'onnx') expect(() => plannedEncoder(recipe)).toThrow(/an ONNX file/);
      else expect(planEncoder(plannedEncoder(recipe)).embeddingSize).toBeGreaterThan(0);
    }
  });

  it('compare fairly: imagenet5 and its baselines see the same number of images', async () => {
    const seen = await Promise.all(
      ['imagenet5', 'imagenet5-supcon', 'imagenet5-ce'].map(async (name) => {
        const { epochs, views, batchSize } = (await loadRecipe(name)).recipe.stage1;
        return { views: epochs * views, batchSize };
      }),
    );
    expect(new Set(seen.map(({ views }) => views)).size).toBe(1);
  });

  it('fill in defaults, among them sizes that depend on each other', () => {
    expect(parse(smallest)).toMatchObject({ trainSize: 64, cacheSize: 80, stage1: { temperature: 0.1, views: 2 }, augment: { flip: 0.5 } });
    expect(parse({ ...smallest, trainSize: 48 })).toMatchObject({ imageSize: 64, trainSize: 48, cacheSize: 60 });
  });

  it('survive being written into a run and read again', () => {
    const recipe = parse({ ...smallest, $schema: './schema.json' });
    expect(parse(recipe)).toEqual(recipe);
  });

  it.each([
    ['an unknown key', { ...smallest, learningRate: 1 }, /learningRate/],
    ['an unknown key further in', { ...smallest, stage1: { ...smallest.stage1, epoch: 1 } }, /epoch/],
    ['one view for NT-Xent', { ...smallest, stage1: { ...smallest.stage1, loss: 'nt-xent', views: 1 } }, /at least 2 views/],
    ['crops larger than what they are cut from', { ...smallest, cacheSize: 32 }, /cacheSize/],
    ['mixed labels for SupCon', { ...smallest, augment: { mix: { mixup: 0.2 } } }, /cross-entropy alone/],
    ['a loss that does not exist', { ...smallest, stage1: { ...smallest.stage1, loss: 'quadruplet' } }, /loss/],
    ['a range the wrong way round', { ...smallest, augment: { cropScale: [1, 0.5] } }, /cropScale/],
  ])('refuse %s, and say where', (_, value, message) => {
    expect(() => parse(value)).toThrow(message);
    expect(() => parse(value)).toThrow(expect.objectContaining({ code: 'BAD_RECIPE' }) as Error);
  });

  it('survive it at the largest size too', () => {
    const largest = parse({ ...smallest, imageSize: 1024 });
    expect(largest.cacheSize).toBe(1280);
    expect(parse(largest)).toEqual(largest);
  });

  it('refuse text that is no JSON', () => {
    expect(() => parseRecipe('{', 'my.json')).toThrow(/my\.json is not JSON/);
  });

  it('by name suggest the closest; by path read a file', async () => {
    await expect(loadRecipe('imagnet5')).rejects.toThrow(/Did you mean 'imagenet5'\?/);
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, 'mine.json');
      await writeFile(path, JSON.stringify(smallest));
      expect(await loadRecipe(path)).toMatchObject({ name: 'mine', recipe: { imageSize: 64 } });
    });
  });
});
