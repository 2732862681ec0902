import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeArtifact } from './remove-artifact.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-remove-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (...names: string[]): Promise<string> => {
  const location = path.join(folder, ...names);
  await mkdir(location, { recursive: true });
  await writeFile(path.join(location, 'manifest.json'), '{}');
  return location;
};

describe('removeArtifact', () => {
  it('deletes one version, says whether it was there, and leaves the others', async () => {
    const one = await put('pets', '1');
    await put('pets', '2');
    expect(await removeArtifact(folder, one)).toBe(true);
    expect(await removeArtifact(folder, one)).toBe(false);
    expect(await readdir(folder)).toEqual(['pets']);
    expect(await readdir(path.join(folder, 'pets'))).toEqual(['2']);
  });

  it('clears away what a crash has left of an earlier one', async () => {
    await put('.deleted-before');
    await put('.aliases');
    await removeArtifact(folder, await put('pets', '1'));
    expect((await readdir(folder)).sort()).toEqual(['.aliases', 'pets']);
  });

  it('takes a link away and not what it leads to', async () => {
    const kept = await put('kept', 'x');
    await mkdir(path.join(folder, 'pets'));
    await symlink(kept, path.join(folder, 'pets', '1'));
    expect(await removeArtifact(folder, path.join(folder, 'pets', '1'))).toBe(true);
    expect(await readdir(kept)).toEqual(['manifest.json']);
  });

  it.each(['..', 'pets', 'pets/1/deep'])('refuses what is no artifact of the folder: %s', async (below) => {
    await put('pets', '1', 'deep');
    await expect(removeArtifact(folder, path.join(folder, below))).rejects.toMatchObject({ code: 'MODEL_IN_USE' });
    expect(await readdir(path.join(folder, 'pets', '1'))).toEqual(['deep']);
  });
});
