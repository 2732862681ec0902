import { expect, it } from 'vitest';
import { planHash, planProjection } from './projection-plan.js';

it('fills in what was left out, of each method its own', () => {
  expect(planProjection({})).toEqual({ method: 'pca', dimensions: 2, seed: 0 });
  expect(planProjection({ method: 'umap', dimensions: 3 })).toEqual({
    ...{ method: 'umap', dimensions: 3, seed: 0 },
    ...{ neighbours: 15, minDistance: 0.1 },
  });
  expect(planProjection({ method: 'tsne', seed: 4, perplexity: 10 })).toEqual({ method: 'tsne', dimensions: 2, seed: 4, perplexity: 10 });
});

it.each([
  [{ method: 'lle' }, /method: expected one of pca, umap, tsne, got "lle"/],
  [{ dimensions: 4 }, /dimensions: expected a whole number from 2 to 3, got 4/],
  [{ method: 'tsne', dimensions: 3 }, /dimensions: expected 2, the only one there is, got 3/],
  [{ seed: -1 }, /seed/],
  [{ seed: 0.5 }, /seed/],
  [{ neighbours: 5 }, /neighbours: pca has no such setting/],
  [{ method: 'umap', perplexity: 5 }, /perplexity: umap has no such setting/],
  [{ method: 'umap', neighbours: 1 }, /neighbours: expected a whole number from 2 to 200, got 1/],
  [{ method: 'umap', minDistance: NaN }, /minDistance: expected 0 to 1, got NaN/],
  [{ method: 'tsne', perplexity: 1 }, /perplexity: expected 2 to 200, got 1/],
])('refuses %o', (request, message) => {
  expect(() => planProjection(request)).toThrow(message);
});

it('names plans by all that the picture depends on', () => {
  const plans = [{}, { seed: 1 }, { dimensions: 3 }, { method: 'umap' }, { method: 'umap', neighbours: 5 }, { method: 'tsne' }].map(
    planProjection,
  );
  const hashes = plans.flatMap((plan) => [planHash(plan, 'a'), planHash(plan, 'b')]);
  expect(new Set(hashes).size).toBe(12);
  expect(planHash(planProjection({ method: 'umap', minDistance: 0.1, seed: 0 }), 'a')).toBe(planHash(plans[3]!, 'a'));
});
