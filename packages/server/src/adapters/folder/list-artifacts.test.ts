import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTinyArtifact } from '../../../test/tiny-artifact.js';
import { listArtifacts } from './list-artifacts.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-models-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('listArtifacts', () => {
  it('lists artifacts of all names and versions, newest first', async () => {
    await makeTinyArtifact(path.join(folder, 'pets', '2'), { name: 'pets', version: 2, width: 1 });
    await makeTinyArtifact(path.join(folder, 'cars', '3'), { name: 'cars', version: 3, width: 1 });
    await makeTinyArtifact(path.join(folder, 'pets', '1'), { name: 'pets', version: 1, width: 1 });
    const models = await listArtifacts(folder, () => undefined);
    expect(models.map(({ name, version }) => `${name} ${version}`)).toEqual(['cars 3', 'pets 2', 'pets 1']);
    expect(models[0]!.location).toBe(path.join(folder, 'cars', '3'));
  });

  it('leaves out what is damaged, half written or no artifact at all', async () => {
    await makeTinyArtifact(path.join(folder, 'pets', '1'), { name: 'pets', width: 1 });
    await mkdir(path.join(folder, 'pets', '.2.tmp'), { recursive: true });
    await mkdir(path.join(folder, 'pets', '3'));
    await writeFile(path.join(folder, 'pets', '3', 'manifest.json'), '{"formatVersion":1}');
    await mkdir(path.join(folder, 'pets', '4'));
    await writeFile(path.join(folder, 'a-file'), '');
    const told: string[] = [];
    expect((await listArtifacts(folder, (artifact) => told.push(artifact))).map(({ version }) => version)).toEqual([1]);
    expect(told).toEqual(['3', '4'].map((version) => path.join(folder, 'pets', version)));
  });

  it('finds nothing where there is no folder', async () => {
    expect(await listArtifacts(path.join(folder, 'none'), () => undefined)).toEqual([]);
  });
});
