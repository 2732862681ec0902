import { expect, it } from 'vitest';
import { applyLabelChanges } from './apply-label-changes.js';
import type { Photo } from './photo-set.js';

const photo = (path: string, label: string): Photo => ({ path, label, split: 'train' });
const SET = { photos: [photo('a/1.jpg', 'a'), photo('a/2.jpg', 'a'), photo('b/1.jpg', 'b'), photo('b/2.jpg', 'b')] };

it('changes what is to be changed and nothing else', () => {
  const changes = [
    { picture: './a/2.jpg', given: 'a', label: 'b' },
    { picture: 'b/1.jpg', given: 'b', label: 'b' },
    { picture: 'b/2.jpg', given: 'b', label: null },
  ];
  const { photos, ...counts } = applyLabelChanges(SET, changes);
  expect(counts).toEqual({ changed: 1, kept: 1, leftOut: 1, problems: [] });
  expect(photos.map(({ label }) => label)).toEqual(['a', 'b', 'b', null]);
  expect(photos.map(({ path, split }) => ({ path, split }))).toEqual(SET.photos.map(({ path, split }) => ({ path, split })));
});

it('finds nothing left to change where the set has the labels already', () => {
  expect(applyLabelChanges(SET, [{ picture: 'b/1.jpg', given: 'a', label: 'b' }])).toMatchObject({ changed: 0, kept: 1, problems: [] });
});

it('leaves alone what is not there or was given another label meanwhile, and says so', () => {
  const { photos, changed, problems } = applyLabelChanges(SET, [
    { picture: 'c/1.jpg', given: 'c', label: 'a' },
    { picture: 'a/1.jpg', given: 'c', label: 'b' },
    { picture: 'a/2.jpg', given: 'c', label: null },
  ]);
  expect(changed).toBe(0);
  expect(problems).toEqual([
    'c/1.jpg is not in the data',
    expect.stringContaining("a/1.jpg is labelled 'a' and not 'c'"),
    expect.stringContaining('a/2.jpg'),
  ]);
  expect(photos).toEqual(SET.photos);
});
