import { expect, it } from 'vitest';
import { bestSource, filterParts, pathInCollection, possibleRoots } from './picture-source.js';

const PICTURES = ['train/a/1.jpg', 'train/b/1.jpg', 'val/a/1.jpg'];
const has = (collection: string, ...paths: string[]) => ({ collection, paths: new Set(paths) });

it('takes the whole data and each split for what a collection may hold', () => {
  expect(possibleRoots(PICTURES)).toEqual(['', 'train/', 'val/']);
  expect(possibleRoots(['training-day/1.jpg', 'a/train/1.jpg'])).toEqual(['']);
});

it('never shows a picture of another split for one of its name', () => {
  expect(pathInCollection('train/a/1.jpg', 'train/')).toBe('a/1.jpg');
  expect(pathInCollection('val/a/1.jpg', 'train/')).toBeUndefined();
  expect(pathInCollection('val/a/1.jpg', '')).toBe('val/a/1.jpg');
});

it('takes the collection and folder that show most', () => {
  expect(bestSource(PICTURES, [has('other', 'x.jpg'), has('part', 'a/1.jpg', 'b/1.jpg')])).toEqual({ collection: 'part', root: 'train/' });
  expect(bestSource(PICTURES, [has('part', 'a/1.jpg', 'b/1.jpg'), has('whole', ...PICTURES)])).toEqual({ collection: 'whole', root: '' });
  expect(bestSource(PICTURES, [has('other', 'x.jpg')])).toBeUndefined();
  expect(bestSource(PICTURES, [])).toBeUndefined();
});

it('keeps each filter within its length, and every path that fits into one', () => {
  const paths = Array.from({ length: 30 }, (_, at) => `${'x'.repeat(at)}.jpg`);
  const parts = filterParts(paths, 100);
  expect(parts.flat()).toEqual(paths);
  for (const part of parts) expect(JSON.stringify(part).length).toBeLessThanOrEqual(101);
  expect(filterParts(['a'.repeat(200), 'b'], 100)).toEqual([['b']]);
});
