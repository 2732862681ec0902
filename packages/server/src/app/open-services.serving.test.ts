import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addClass, changeClasses, readArtifact } from '@supcon/core/artifact';
import { makePicture } from '../../test/pictures.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import { readConfig } from './config.js';
import { openModelRegistry } from './open-model-registry.js';
import { openServices, type Services } from './open-services.js';

const logger = pino({ level: 'silent' });
let home: string;
let services: Services | undefined;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-serving-'));
  await makeTinyArtifact(path.join(home, 'artifacts', 'tiny', '1'));
});
afterEach(async () => {
  await services?.close();
  services = undefined;
  await rm(home, { recursive: true, force: true });
});

/** Stops what runs and starts anew. */
async function open(settings: Record<string, string> = {}): Promise<Services> {
  await services?.close();
  services = undefined;
  services = await openServices(readConfig({ SUPCON_HOME: home, SUPCON_THREADS: '1', ...settings }), logger);
  await services.ready;
  return services;
}
const picture = async (seed: number, id?: string) => ({
  image: await makePicture(seed),
  label: null,
  metadata: {},
  ...(id === undefined ? {} : { id }),
});
const setProduction = (model: string) => openModelRegistry(home, logger).setAlias('production', model, new Date());

describe('the model that serves', () => {
  it('goes on serving the old model after another training, and every collection with it', async () => {
    let { collections, models } = await open();
    await collections.create('c');
    await collections.addItem('c', await picture(1, 'a'));
    await makeTinyArtifact(path.join(home, 'artifacts', 'tiny', '2'), { version: 2, seed: 2 });
    ({ collections, models } = await open());
    expect((await models.list()).map(({ version, active }) => [version, active])).toEqual([
      [2, false],
      [1, true],
    ]);
    expect((await collections.list())[0]).toMatchObject({ usable: true, items: 1 });
    expect(await collections.create('c')).toMatchObject({ created: false, current: true });
    await collections.addItem('c', await picture(2, 'b'));
    expect((await collections.search('c', { image: await makePicture(1) }, { k: 1 })).neighbours[0]).toMatchObject({ id: 'a' });
  });

  it('serves another model when production names it, while older collections answer through their own', async () => {
    let { collections, recogniser } = await open();
    await collections.create('old');
    for (const seed of [1, 2, 3]) await collections.addItem('old', await picture(seed, `p${seed}`));
    await makeTinyArtifact(path.join(home, 'artifacts', 'tiny', '2'), { version: 2, seed: 2 });
    await setProduction('tiny/2');
    ({ collections, recogniser } = await open());
    expect((await recogniser.recognise(await makePicture(1))).model).toEqual({ name: 'tiny', version: 2, alias: 'production' });
    expect(await collections.create('new')).toMatchObject({ created: true, current: true, collection: { model: { version: 2 } } });
    expect(await collections.create('old')).toMatchObject({
      created: false,
      current: false,
      collection: { usable: true, model: { version: 1 } },
    });
    await collections.addItem('old', await picture(4, 'p4'));
    await collections.addItem('new', await picture(4, 'p4'));
    for (const name of ['old', 'new', 'old']) {
      const { neighbours, model } = await collections.search(name, { image: await makePicture(4) }, { k: 1 });
      expect(neighbours[0]).toMatchObject({ id: 'p4' });
      expect(neighbours[0]!.similarity).toBeCloseTo(1, 5);
      expect(model.version).toBe(name === 'old' ? 1 : 2);
    }
  });

  it('goes on with a collection when only the classes of its model were changed', async () => {
    const folder = (version: number): string => path.join(home, 'artifacts', 'fruit', String(version));
    const { labels } = await makeTinyArtifact(folder(1), { name: 'fruit', classes: 3 });
    await setProduction('fruit/1');
    const { recogniser, models, ...first } = await open();
    let { collections } = first;
    await collections.create('c');
    await collections.addItem('c', await picture(1, 'a'));
    const before = await recogniser.recognise(await makePicture(2));
    const base = await readArtifact(folder(1));
    const statistics = addClass(
      (await base.loadClassStatistics())!,
      Float32Array.from({ length: 32 }, (_, d) => d % 3),
    );
    await changeClasses(folder(2), base, {
      ...{ version: 2, createdAt: new Date(Date.UTC(2026, 1, 1)).toISOString(), labels: [...labels, 'cherry'], statistics, temperature: 1 },
      changed: { of: { name: 'fruit', version: 1 }, added: ['cherry'], removed: [] },
    });
    expect((await models.list()).find(({ version }) => version === 2)).toMatchObject({ offered: true, active: false });
    await models.setAlias('production', 'fruit/2');
    const after = await recogniser.recognise(await makePicture(2));
    expect(after.model.version).toBe(2);
    expect(after.predictions.map(({ label }) => label)).toContain('cherry');
    expect(after.embedding).toEqual(before.embedding);
    expect(await collections.create('c')).toMatchObject({ created: false, current: true, collection: { usable: true } });
    await collections.addItem('c', await picture(2, 'b'));
    expect((await collections.search('c', { image: await makePicture(2) }, { k: 1 })).neighbours[0]).toMatchObject({ id: 'b' });
    // The version before may go: the encoder is there still.
    await models.remove('fruit', 1);
    ({ collections } = await open());
    expect((await collections.list())[0]).toMatchObject({ usable: true, items: 2 });
  });

  it('searches a collection whose artifact was deleted by item and vector, and says what it needs for the rest', async () => {
    let { collections, recogniser } = await open();
    await collections.create('c');
    await collections.addItem('c', await picture(1, 'a'));
    const { embedding } = await recogniser.recognise(await makePicture(1));
    await makeTinyArtifact(path.join(home, 'artifacts', 'tiny', '2'), { version: 2, seed: 2 });
    await setProduction('tiny/2');
    await rm(path.join(home, 'artifacts', 'tiny', '1'), { recursive: true });
    ({ collections, recogniser } = await open());
    const mismatch = {
      code: 'MODEL_MISMATCH',
      message: expect.stringMatching(/model tiny\/1 .*put it back as artifacts\/tiny\/1/) as string,
    };
    await expect(collections.addItem('c', await picture(2))).rejects.toMatchObject(mismatch);
    await expect(collections.search('c', { image: await makePicture(1) }, { k: 1 })).rejects.toMatchObject(mismatch);
    await expect(collections.create('c')).rejects.toMatchObject(mismatch);
    expect((await collections.list())[0]).toMatchObject({ usable: false, items: 1 });
    expect((await collections.search('c', { itemId: 'a' }, { k: 1 })).neighbours[0]!.id).toBe('a');
    expect((await collections.search('c', { vector: [...embedding] }, { k: 1 })).neighbours[0]!.id).toBe('a');
    // Put back, or named with --artifact from wherever it lies, it is as before.
    await makeTinyArtifact(path.join(home, 'kept'));
    ({ collections } = await open({ SUPCON_ARTIFACT: path.join(home, 'kept') }));
    expect((await collections.list())[0]).toMatchObject({ usable: true });
    expect((await collections.search('c', { image: await makePicture(1) }, { k: 1 })).neighbours[0]!.id).toBe('a');
  });

  it('says the same of an artifact that is damaged, and adds nothing of it', async () => {
    let { collections } = await open();
    await collections.create('c');
    await collections.addItem('c', await picture(1, 'a'));
    await makeTinyArtifact(path.join(home, 'artifacts', 'tiny', '2'), { version: 2, seed: 2 });
    await setProduction('tiny/2');
    await writeFile(path.join(home, 'artifacts', 'tiny', '1', 'encoder.onnx'), 'x');
    ({ collections } = await open());
    await expect(collections.addItem('c', await picture(2))).rejects.toMatchObject({
      code: 'MODEL_MISMATCH',
      message: expect.stringContaining('cannot be loaded') as string,
    });
    expect((await collections.list())[0]).toMatchObject({ items: 1 });
  });

  it('does not take another model in the place of the one that production names', async () => {
    let { collections, recogniser } = await open();
    await collections.create('c');
    await collections.addItem('c', await picture(1, 'a'));
    await rm(path.join(home, 'artifacts', 'tiny', '1'), { recursive: true });
    await makeTinyArtifact(path.join(home, 'artifacts', 'tiny', '1'), { seed: 2 });
    ({ collections, recogniser } = await open());
    const none = { code: 'NO_MODEL', message: expect.stringMatching(/production is tiny\/1 .*supcon-server alias production/) as string };
    await expect(recogniser.recognise(await makePicture(1))).rejects.toMatchObject(none);
    await expect(collections.create('new')).rejects.toMatchObject(none);
    expect(await recogniser.readiness()).toMatchObject([{ name: 'model', ok: false, detail: expect.stringContaining('tiny/1') as string }]);
    expect((await collections.search('c', { itemId: 'a' }, { k: 1 })).neighbours[0]!.id).toBe('a');
  });
});
