import { expect, it } from 'vitest';
import { parseDriftSearch } from './drift-search.js';

it('takes a model by whatever name, and nothing else', () => {
  expect(parseDriftSearch({ model: 'flowers/2', other: 1 })).toEqual({ model: 'flowers/2' });
  expect(parseDriftSearch({ model: 7 })).toEqual({ model: '7' });
  for (const model of [undefined, null, '', ['a'], { a: 1 }]) expect(parseDriftSearch({ model })).toEqual({});
});
