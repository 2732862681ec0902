import { describe, expect, it } from 'vitest';
import { createProjectionHead, createRng, createTfjsEngine, type WeightMap } from '@supcon/core';
import { parseRecipe } from '../recipe/load-recipe.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import { projectEmbeddings } from './project-embeddings.js';

const recipeWith = (stage1: object): Recipe =>
  parseRecipe(
    JSON.stringify({
      description: 'd',
      encoder: { depth: 18, stem: 'small' },
      imageSize: 32,
      stage1: { loss: 'supcon', epochs: 1, batchSize: 4, learningRate: 0.1, head: { kind: 'mlp-bn', hidden: 5, outputs: 2 }, ...stage1 },
    }),
    'd.json',
  );
const rng = createRng(1, 'rows');
const embeddings = Float32Array.from({ length: 6 * 3 }, () => rng.normal());

describe('projectEmbeddings', () => {
  it('projects each row for itself, with the weights given: a batch of one gives what a batch of six does', async () => {
    const engine = await createTfjsEngine('cpu');
    const recipe = recipeWith({});
    const head = createProjectionHead(engine, { inputs: 3, ...recipe.stage1.head, seed: 7 });
    const weights: WeightMap = new Map([...(await head.weights()), ['stem.conv', { shape: [1], data: Float32Array.of(1) }]]);
    const together = (await projectEmbeddings(engine, recipe, weights, embeddings, 6))!;
    expect(together).toHaveLength(12);
    for (let row = 0; row < 6; row++) {
      const alone = (await projectEmbeddings(engine, recipe, weights, embeddings.slice(3 * row, 3 * row + 3), 1))!;
      alone.forEach((value, at) => expect(value).toBeCloseTo(together[2 * row + at]!, 5));
    }
    // Other weights, other projections: the checkpoint's are really loaded.
    const other = createProjectionHead(engine, { inputs: 3, ...recipe.stage1.head, seed: 8 });
    const elsewhere = (await projectEmbeddings(engine, recipe, await other.weights(), embeddings, 6))!;
    expect(Math.abs(elsewhere[0]! - together[0]!)).toBeGreaterThan(1e-3);
    head.dispose();
    other.dispose();
    engine.dispose();
  });

  it('has nothing to show for cross-entropy', async () => {
    const engine = await createTfjsEngine('cpu');
    expect(await projectEmbeddings(engine, recipeWith({ loss: 'cross-entropy' }), new Map(), embeddings, 6)).toBeUndefined();
    engine.dispose();
  });
});
