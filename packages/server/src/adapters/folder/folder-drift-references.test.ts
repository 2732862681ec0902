import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeDriftingArtifact } from '../../../test/drifting-artifact.js';
import { makePicture } from '../../../test/pictures.js';
import { makeTinyArtifact } from '../../../test/tiny-artifact.js';
import { createFolderDriftReferences } from './folder-drift-references.js';
import { readModelRecord } from './read-model-record.js';

let home: string;
const folderOf = (name: string): string => path.join(home, name, '1');
const load = async (name: string) => createFolderDriftReferences().load(await readModelRecord(folderOf(name)));
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-references-'));
  await makeTinyArtifact(folderOf('plain'));
  const pictures = await Promise.all(Array.from({ length: 60 }, (_, n) => makePicture(n)));
  for (const name of ['drifting', 'older', 'damaged']) await writeDriftingArtifact(folderOf('plain'), folderOf(name), pictures);
});
afterAll(() => rm(home, { recursive: true, force: true }));

it('reads what an artifact was set on', async () => {
  const { drift, unknown } = await load('drifting');
  expect(drift!.record).toMatchObject({ images: 30, predicted: { length: 3 } });
  expect(drift!.mean).toHaveLength(32);
  expect(unknown).toEqual({ images: 30, falseAlarmRate: 0.05 });
});

it('reads less of artifacts of earlier versions, and invents nothing', async () => {
  expect(await load('plain')).toEqual({ drift: undefined, unknown: undefined });
  const file = path.join(folderOf('older'), 'manifest.json');
  const { drift: _, ...manifest } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  await writeFile(file, JSON.stringify(manifest));
  expect(await load('older')).toEqual({ drift: undefined, unknown: undefined });
  await writeFile(file, JSON.stringify({ ...manifest, labelSets: { images: 30, scores: [0.5], every: 1 } }));
  expect(await load('older')).toEqual({ drift: undefined, unknown: { images: 30, falseAlarmRate: 0.05 } });
});

it('refuses what is damaged', async () => {
  await writeFile(path.join(folderOf('damaged'), 'drift/weights.bin'), 'cut off');
  await expect(load('damaged')).rejects.toMatchObject({ code: 'BAD_ARTIFACT' });
});
