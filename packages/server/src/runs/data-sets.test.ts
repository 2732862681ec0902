import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeHome, writePhotos } from '../../test/training-home.js';
import { DataSets } from './data-sets.js';

let home: string;
let sets: DataSets;
beforeEach(async () => {
  home = await makeHome();
  sets = new DataSets(path.join(home, 'data'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

it('lists nothing where there is nothing', async () => {
  expect(await sets.list()).toEqual([]);
  await expect(sets.find('flowers')).rejects.toMatchObject({
    code: 'DATA_NOT_FOUND',
    message: expect.stringContaining('none yet') as string,
  });
});

it('counts classes and photos, and says what cannot be trained on', async () => {
  await writePhotos(home, 'two', { a: 2, b: 3 });
  await writePhotos(home, 'Blüten & Blätter', { a: 1, b: 1, c: 1 });
  await writePhotos(home, 'one', { a: 2 });
  await writePhotos(home, '.hidden', { a: 1, b: 1 });
  await writeFile(path.join(home, 'data/list.csv'), 'path,label\n');
  expect(await sets.list()).toEqual([
    { name: 'Blüten & Blätter', classes: 3, photos: 3, problem: null },
    { name: 'one', classes: 1, photos: 2, problem: expect.stringContaining('two classes') as string },
    { name: 'two', classes: 2, photos: 5, problem: null },
  ]);
  expect(await sets.find('Blüten & Blätter')).toBe(path.join(home, 'data/Blüten & Blätter'));
});

it('follows no link out, neither a folder that is one nor one inside', async () => {
  const outside = await writePhotos(path.join(home, 'outside'), 'secret', { a: 1, b: 1 });
  const two = await writePhotos(home, 'two', { a: 1, b: 1 });
  await symlink(outside, path.join(home, 'data/linked'));
  await mkdir(path.join(two, 'a/deep'));
  // Where it leads stays among the photos that are there.
  await symlink(path.join(two, 'b/0.png'), path.join(two, 'a/deep/again.png'));
  expect((await sets.list()).map(({ name, problem }) => [name, problem])).toEqual([['two', null]]);
  await sets.find('two');
  await symlink(path.join(outside, 'a'), path.join(two, 'c'));
  expect(await sets.list()).toEqual([
    { name: 'two', classes: null, photos: null, problem: expect.stringMatching(/^c is a link that leads out of/) as string },
  ]);
  await expect(sets.find('two')).rejects.toMatchObject({ code: 'BAD_REQUEST', message: expect.not.stringContaining(outside) as string });
  for (const name of ['linked', '../outside/data/secret', outside, '..', '.', '', 'two/a', 'two\\a', 'two\0', '.hidden'])
    await expect(sets.find(name)).rejects.toMatchObject({ code: 'DATA_NOT_FOUND' });
});

it('knows the name of what lies in its place, and of nothing else', () => {
  const folder = path.join(home, 'data');
  expect(sets.nameOf(path.join(folder, 'two'))).toBe('two');
  for (const place of [folder, path.join(folder, 'two/a'), path.join(home, 'two'), '/two', 'two', `${folder}/../two`, `${folder}/two/..`])
    expect(sets.nameOf(place)).toBeUndefined();
});
