import { expect, it } from 'vitest';
import { configRows } from './config-rows.js';

it('flattens a configuration, in its order', () => {
  expect(configRows({ seed: 7, recipe: { stage1: { loss: 'supcon', crop: [0.3, 1] }, empty: {} }, none: null })).toEqual([
    { name: 'seed', value: '7' },
    { name: 'recipe.stage1.loss', value: 'supcon' },
    { name: 'recipe.stage1.crop', value: '0.3, 1' },
    { name: 'none', value: 'null' },
  ]);
});
