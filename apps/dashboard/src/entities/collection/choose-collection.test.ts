import { expect, it } from 'vitest';
import { chooseCollection } from './choose-collection.js';

const [a, b] = [{ name: 'a' }, { name: 'b' }];

it.each([
  [undefined, undefined, undefined, undefined],
  [undefined, 'b', undefined, undefined],
  [[], undefined, undefined, undefined],
  [[], 'b', undefined, 'b'],
  [[a, b], undefined, a, undefined],
  [[a, b], 'b', b, undefined],
  [[a, b], 'c', a, 'c'],
])('of %j, asked for %s, takes %j and has lost %s', (collections, wanted, chosen, lost) => {
  expect(chooseCollection(collections, wanted)).toEqual({ chosen, lost });
});
