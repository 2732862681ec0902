import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { openEmbeddingCache } from './embedding-cache.js';

const row = (...values: number[]): Float32Array => Float32Array.from(values);

it('keeps embeddings by the hash of the file, over any number of parts and of openings', () =>
  inTemporaryFolder(async (folder) => {
    const way = { encoder: 'a', mean: [0, 0, 0] };
    const first = await openEmbeddingCache(folder, way, 2);
    expect(first.get('aa')).toBeUndefined();
    first.add('aa', row(1, 2));
    await first.flush();
    first.add('bb', row(3, -0.1));
    await first.flush();
    await first.flush();
    const again = await openEmbeddingCache(folder, way, 2);
    expect([again.get('aa'), again.get('bb'), again.get('cc')]).toEqual([row(1, 2), row(3, -0.1), undefined]);
    expect((await openEmbeddingCache(folder, { ...way, encoder: 'b' }, 2)).get('aa')).toBeUndefined();
    expect((await openEmbeddingCache(folder, { ...way, mean: [0, 0, 1] }, 2)).get('aa')).toBeUndefined();
    const [key = ''] = (await readdir(folder)).filter((name) => !name.startsWith('.'));
    expect(key).toMatch(/^[0-9a-f]{32}$/);
  }));

it('remembers a copy, not memory that the runtime writes to again', () =>
  inTemporaryFolder(async (folder) => {
    const cache = await openEmbeddingCache(folder, {}, 2);
    const memory = row(1, 2);
    cache.add('aa', memory);
    memory.fill(9);
    expect(cache.get('aa')).toEqual(row(1, 2));
  }));

it.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, -3)],
  ['with one bit flipped', (bytes: Buffer) => Buffer.from(bytes.map((value, at) => (at === bytes.length - 1 ? value ^ 1 : value)))],
  ['that is something else', () => Buffer.from('something else')],
])('makes nothing of a part %s, and removes it', (_, spoil) =>
  inTemporaryFolder(async (folder) => {
    const cache = await openEmbeddingCache(folder, {}, 2);
    cache.add('aa', row(1, 2));
    await cache.flush();
    const [key = ''] = await readdir(folder);
    const [part = ''] = await readdir(join(folder, key));
    const path = join(folder, key, part);
    await writeFile(path, spoil(await readFile(path)));
    expect((await openEmbeddingCache(folder, {}, 2)).get('aa')).toBeUndefined();
    expect(await readdir(join(folder, key))).toEqual([]);
  }),
);
