import { expect, it } from 'vitest';
import { PUBLIC_DATA_SETS } from './catalogue.js';

const set = (name: string) => PUBLIC_DATA_SETS.find((own) => own.name === name)!;

it('names each set once, with an address, and a checksum that is one', () => {
  expect(PUBLIC_DATA_SETS.map(({ name }) => name)).toEqual(['imagenet5', 'flowers', 'pets']);
  for (const { url, sha256, pictures, place, broken } of PUBLIC_DATA_SETS) {
    expect(URL.canParse(url)).toBe(true);
    if (sha256 !== undefined) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(pictures).length).toBeGreaterThanOrEqual(2);
    for (const path of ['../x.jpg', 'README.md', 'a/b/c/d.jpg', 'PetImages/Cat/Thumbs.db', 'flower_photos/roses/._1.jpg'])
      expect(place(path)).toBeUndefined();
    for (const path of broken.keys()) expect(Object.keys(pictures)).toContain(path.split('/')[0]);
  }
});

it.each([
  ['imagenet5', 'imagenet-5-categories-f69f244/train/cat_1015160097_c4103501de.jpg', 'train/cat/cat_1015160097_c4103501de.jpg'],
  ['imagenet5', 'imagenet-5-categories-f69f244/test/airplane_324134134.jpg', 'test/airplane/airplane_324134134.jpg'],
  ['flowers', 'flower_photos/roses/102501987_3cdb8e5394_n.jpg', 'roses/102501987_3cdb8e5394_n.jpg'],
  ['flowers', 'flower_photos/LICENSE.txt', 'LICENSE.txt'],
  ['pets', 'PetImages/Dog/11702.jpg', 'dog/11702.jpg'],
  ['pets', 'PetImages/Cat/0.jpg', 'cat/0.jpg'],
])('%s puts %s at %s', (name, path, place) => {
  expect(set(name).place(path)).toBe(place);
});
