import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Manifest } from '@supcon/core/artifact';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { modelRecord } from '../../../test/model-record.js';
import { describeModelRegistry } from '../../../test/model-registry-conformance.js';
import type { ModelRecord } from '../../domain/model-registry.js';
import { createFolderModelRegistry } from './folder-model-registry.js';

const logger = pino({ level: 'silent' });
const now = new Date('2026-11-29T10:00:00.000Z');
const folders: string[] = [];
const freshFolder = async (): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'supcon-registry-'));
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

function quantizationOf({
  of,
  images,
  agreement,
  cosine,
  withinLimit,
}: NonNullable<ModelRecord['quantization']>): Manifest['quantization'] {
  const validation = { images, agreement, cosine: { mean: cosine, lowest: 0 } };
  return { of, calibrationImages: 1, validation, limit: { otherwise: withinLimit ? 0.02 : 0.01, cosine: 0.9, images: 1 } };
}

/** As much of an artifact as a registry looks at. */
async function writeManifest(folder: string, model: ModelRecord): Promise<void> {
  const { name, version, createdAt, embeddingSize, imageSize, labels, recipe, metrics, encoderHash } = model;
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, 'manifest.json'),
    JSON.stringify({
      ...{ formatVersion: 1, name, version, createdAt, embeddingSize, imageSize, labels, recipe, metrics, loss: 'supcon' },
      encoder: { depth: 18, stem: 'small', stemStride: 2, width: 1 },
      preprocessing: { mean: [0, 0, 0], std: [1, 1, 1] },
      data: { name, fingerprint: '0', images: 1 },
      ...(model.quantization ? { quantization: quantizationOf(model.quantization) } : {}),
      files: { 'encoder.onnx': { sha256: encoderHash, bytes: 1 } },
    }),
  );
}

describeModelRegistry('a folder', async () => {
  const folder = path.join(await freshFolder(), 'not', 'yet');
  const of = ({ name, version }: ModelRecord): string => path.join(folder, name, String(version));
  return {
    registry: createFolderModelRegistry({ folder, logger }),
    add: (model) => writeManifest(of(model), model),
    remove: (model) => rm(of(model), { recursive: true }),
  };
});

describe('createFolderModelRegistry', () => {
  const pets = modelRecord('pets', 1);
  const withPets = async (): Promise<string> => {
    const folder = await freshFolder();
    await writeManifest(path.join(folder, 'pets', '1'), pets);
    return folder;
  };

  it('keeps aliases on disk, where another process finds them at once, and no temporary file', async () => {
    const folder = await withPets();
    const [one, other] = [createFolderModelRegistry({ folder, logger }), createFolderModelRegistry({ folder, logger })];
    expect(await other.resolve('production')).toBeUndefined();
    await one.setAlias('production', 'pets', now);
    expect(await other.resolve('production')).toMatchObject({ name: 'pets', location: path.join(folder, 'pets', '1') });
    await other.removeAlias('production');
    expect(await one.aliases()).toEqual([]);
    await one.setAlias('production', 'pets', now);
    expect(await readdir(path.join(folder, '.aliases'))).toEqual(['production.json']);
  });

  it('takes the aliases of files it cannot read for none, and keeps the others', async () => {
    const folder = await withPets();
    const registry = createFolderModelRegistry({ folder, logger });
    await registry.setAlias('good', 'pets', now);
    const put = (file: string, text: string): Promise<void> => writeFile(path.join(folder, '.aliases', file), text);
    await put('half.json', '{"name":"pets","ver');
    await put('escape.json', JSON.stringify({ name: '../../etc', version: 1, encoderHash: pets.encoderHash, setAt: now.toISOString() }));
    await put('UPPER.json', '{}');
    await put('.production.json.1.tmp', '{}');
    await put('notes.txt', 'x');
    expect((await registry.aliases()).map(({ alias }) => alias)).toEqual(['good']);
    await registry.setAlias('half', 'pets', now);
    expect((await registry.aliases()).map(({ alias }) => alias)).toEqual(['good', 'half']);
  });

  it('knows an artifact from elsewhere before its own, and lists one that it has already once', async () => {
    const folder = await withPets();
    const extra = modelRecord('pets', 1, { seed: 2, location: '/elsewhere' });
    const registry = createFolderModelRegistry({ folder, extra, logger });
    expect((await registry.list()).map(({ location }) => location)).toEqual(['/elsewhere', path.join(folder, 'pets', '1')]);
    expect((await registry.resolve('pets/1'))?.location).toBe('/elsewhere');
    expect((await registry.resolve(pets.encoderHash))?.location).toBe(path.join(folder, 'pets', '1'));
    const same = createFolderModelRegistry({ folder, extra: { ...pets, location: path.join(folder, 'pets', '1') }, logger });
    expect(await same.list()).toHaveLength(1);
  });
});
