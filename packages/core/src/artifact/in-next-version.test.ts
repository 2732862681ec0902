import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CoreError } from '../errors.js';
import { inNextVersion, type NextVersion } from './in-next-version.js';

let artifacts: string;
beforeEach(async () => {
  artifacts = await mkdtemp(path.join(tmpdir(), 'supcon-versions-'));
});
afterEach(() => rm(artifacts, { recursive: true, force: true }));

/** As artifacts are written: in one step, or not at all where another is there already. */
async function write({ folder, version }: NextVersion): Promise<number> {
  await mkdir(folder).catch((cause: unknown) => {
    throw new CoreError('BAD_ARTIFACT', `${folder} exists already`, { cause });
  });
  return version;
}

it('counts on from the highest number, whatever else lies there', async () => {
  expect(await inNextVersion(artifacts, 'pets', write)).toBe(1);
  await mkdir(path.join(artifacts, 'pets', '7'));
  await mkdir(path.join(artifacts, 'pets', '9-old'));
  await writeFile(path.join(artifacts, 'pets', 'notes.txt'), '');
  expect(await inNextVersion(artifacts, 'pets', write)).toBe(8);
});

it('gives each of many that write at once a version of its own', async () => {
  const versions = await Promise.all(
    Array.from({ length: 6 }, () =>
      inNextVersion(artifacts, 'pets', async (next) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return write(next);
      }),
    ),
  );
  expect(versions.sort()).toEqual([1, 2, 3, 4, 5, 6]);
});

it('does not repeat what fails for another reason, and ends where the next one is always taken', async () => {
  let calls = 0;
  const failing = inNextVersion(artifacts, 'pets', () => Promise.reject(new CoreError('BAD_ARTIFACT', `no labels ${++calls}`)));
  await expect(failing).rejects.toThrow('no labels 1');
  const taken = inNextVersion(artifacts, 'pets', async (next) => {
    await mkdir(next.folder);
    return write(next);
  });
  await expect(taken).rejects.toThrow('exists already');
  expect(await readdir(path.join(artifacts, 'pets'))).toHaveLength(10);
});

it('removes what killed processes left half written, and nothing that is being written', async () => {
  const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
  for (const name of [`.1.${id}.tmp`, `.2.${id}.tmp`, '.mine', '4']) await mkdir(path.join(artifacts, 'pets', name), { recursive: true });
  const old = new Date(Date.now() - 2 * 60 * 60_000);
  for (const name of [`.1.${id}.tmp`, '.mine', '4']) await utimes(path.join(artifacts, 'pets', name), old, old);
  expect(await inNextVersion(artifacts, 'pets', write)).toBe(5);
  expect((await readdir(path.join(artifacts, 'pets'))).sort()).toEqual([`.2.${id}.tmp`, '.mine', '4', '5']);
});
