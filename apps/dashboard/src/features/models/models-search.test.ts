import { expect, it } from 'vitest';
import { parseModelsSearch } from './models-search.js';

it('reads which model is looked at, and what is asked about it', () => {
  expect(parseModelsSearch({ model: 'flowers/2', ask: 'promote' })).toEqual({ model: 'flowers/2', ask: 'promote' });
  expect(parseModelsSearch({ model: 'flowers/2', ask: 'burn' })).toEqual({ model: 'flowers/2' });
  expect(parseModelsSearch({ model: [1], ask: 'delete' })).toEqual({});
});
