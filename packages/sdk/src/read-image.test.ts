import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readImage } from './read-image.js';

const here = new URL(import.meta.url);

it.each([
  ['a path', fileURLToPath(here)],
  ['a URL', here],
])('reads a file by %s, and knows its name', async (_, path) => {
  const file = await readImage(path);
  expect(file.name).toBe('read-image.test.ts');
  expect(Buffer.from(await file.arrayBuffer())).toEqual(readFileSync(here));
});

it('says which file is missing', async () => {
  await expect(readImage('nowhere/photo.jpg')).rejects.toMatchObject({ code: 'ENOENT' });
});
