import { expect, it } from 'vitest';
import { dataPlace, relabelledList } from './data-place.js';

it.each([
  [undefined, 'photos'],
  [{}, 'photos'],
  [{ data: { root: '…/flowers' } }, 'photos'],
  [{ data: { root: '/data/my flowers' } }, '/data/my flowers'],
  [{ data: { root: 'C:\\flowers' } }, 'C:\\flowers'],
])('the data of %j lie in %s', (config, place) => expect(dataPlace(config)).toBe(place));

it.each([
  ['/data/flowers', '/data/flowers/relabelled.csv'],
  ['/data/flowers/', '/data/flowers/relabelled.csv'],
  ['/data/flowers/list.csv', '/data/flowers/relabelled.csv'],
  ['list.jsonl', './relabelled.csv'],
])('those of %s are written into %s', (data, list) => expect(relabelledList(data)).toBe(list));
