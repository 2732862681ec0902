import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { augmentSchema } from '../augment/augment-schema.js';
import { startViewThread } from './view-thread.js';

const options = { augment: augmentSchema.parse({ policy: 'none' }), views: 2, size: 3, seed: 0, purpose: ['test'] };
const picture = Uint8Array.from({ length: 27 }, (_, at) => at);

it('draws batch after batch, of any size, and leaves the one before alone', async () => {
  const thread = startViewThread();
  const draw = (shift: number, views = 2): Promise<Float32Array> =>
    thread.draw(
      picture.map((value) => value + shift),
      3,
      { ...options, views },
    );
  const first = await draw(0);
  expect([...first]).toEqual([...picture, ...picture]);
  const second = await draw(1);
  expect(first[0]).toBe(0);
  expect(second[0]).toBe(1);
  expect(await draw(2)).toBe(first);
  expect(first[0]).toBe(2);
  expect(second[0]).toBe(1);
  expect(await draw(3, 1)).toHaveLength(27);
  expect(first[0]).toBe(2);
  expect(await draw(4, 1)).toHaveLength(27);
  await thread.close();
});

it('rejects what is under way and what comes later when it is closed', async () => {
  const thread = startViewThread();
  const drawing = thread.draw(picture, 3, options);
  await Promise.all([expect(drawing).rejects.toMatchObject({ code: 'VIEWS_FAILED' }), thread.close()]);
  await expect(thread.draw(picture, 3, options)).rejects.toMatchObject({ code: 'VIEWS_FAILED' });
});

it.each([
  [
    'a program that ends',
    "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(3));",
    /exit code 3/,
  ],
  ['a program that throws', "throw new Error('out of order');", /out of order/],
  ['a program that is not there', undefined, /Cannot find module/],
])('says so of %s', (_, source, message) =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, 'worker.mjs');
    if (source !== undefined) await writeFile(path, source);
    const thread = startViewThread(pathToFileURL(path));
    await expect(thread.draw(picture, 3, options)).rejects.toMatchObject({
      code: 'VIEWS_FAILED',
      message: expect.stringMatching(message) as string,
    });
    await thread.close();
  }),
);
