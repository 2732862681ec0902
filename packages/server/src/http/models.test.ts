import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { components } from '@supcon/sdk/schema';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, raw, startTestServer, type TestServer } from '../../test/test-server.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import { openModelRegistry } from '../app/open-model-registry.js';

type Schemas = components['schemas'];

let server: TestServer;
const version = (number: number): string => path.join(server.home, 'artifacts', 'tiny', String(number));
const freeze = (number: number): Promise<unknown> => makeTinyArtifact(version(number), { version: number, seed: number });
const setAlias = (alias: string, model: string) => server.ask('PUT', `/v1/aliases/${alias}`, asJson({ model }));
const classify = async (picture: Uint8Array, query = '') => {
  const { status, body } = await server.ask('POST', `/v1/classify?includeEmbedding=true${query}`, raw(picture));
  expect(status).toBe(200);
  return body as Schemas['ClassifyResponse'];
};
const list = async (): Promise<Schemas['Model'][]> => ((await server.ask('GET', '/v1/models')).body as Schemas['ModelList']).models;
const aliases = async (): Promise<Schemas['Alias'][]> => ((await server.ask('GET', '/v1/aliases')).body as Schemas['AliasList']).aliases;
/** Waits for what another process has begun. */
async function until(done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await done()); tries++) {
    if (tries > 400) throw new Error('it never came');
    await sleep(25);
  }
}

beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

describe('models and aliases', () => {
  it('switches to another model while it runs, keeps it after a restart, and rolls back', async () => {
    const picture = await makePicture(1);
    const before = await classify(picture);
    expect(before.model).toEqual({ name: 'tiny', version: 1, alias: 'production' });
    await freeze(2);
    expect((await list()).map(({ version, active, offered, aliases }) => [version, active, offered, aliases])).toEqual([
      [2, false, true, []],
      [1, true, false, ['production']],
    ]);
    expect(await setAlias('production', 'tiny')).toMatchObject({
      status: 200,
      body: { alias: 'production', model: { name: 'tiny', version: 2 }, previous: { name: 'tiny', version: 1 }, active: true },
    });
    const after = await classify(picture);
    expect(after.model).toEqual({ name: 'tiny', version: 2, alias: 'production' });
    expect(after.embedding).not.toEqual(before.embedding);
    await server.restart();
    expect((await classify(picture)).embedding).toEqual(after.embedding);
    expect(await server.ask('POST', '/v1/aliases/production/rollback')).toMatchObject({
      status: 200,
      body: { model: { version: 1 }, previous: { version: 2 }, active: true },
    });
    expect(await classify(picture)).toEqual(before);
    expect(await server.ask('POST', '/v1/aliases/production/rollback')).toMatchObject({ body: { model: { version: 2 } } });
    expect((await classify(picture)).embedding).toEqual(after.embedding);
  });

  it('answers with the model that a request names, and says by which alias', async () => {
    const picture = await makePicture(1);
    await freeze(2);
    await setAlias('canary', 'tiny/2');
    const canary = await classify(picture, '&model=canary');
    expect(canary.model).toEqual({ name: 'tiny', version: 2, alias: 'canary' });
    const own = await classify(picture, '&model=tiny/2');
    expect(own).toEqual({ ...canary, model: { name: 'tiny', version: 2 } });
    expect(own.embedding).not.toEqual((await classify(picture)).embedding);
    const { body } = await server.ask('POST', '/v1/embed?model=canary', raw(picture));
    expect(body).toMatchObject({ model: canary.model, embedding: canary.embedding });
    for (const [model, status, code] of [
      ['dogs', 404, 'MODEL_NOT_FOUND'],
      ['..', 400, 'BAD_REQUEST'],
    ] as const)
      expect(await server.ask('POST', `/v1/classify?model=${model}`, raw(picture))).toMatchObject({ status, body: { code } });
  });

  it('fails no request and mixes no answers during twenty switches', async () => {
    await freeze(2);
    const picture = await makePicture(3);
    const expected = new Map<number, number[]>();
    for (const number of [1, 2]) expected.set(number, (await classify(picture, `&model=tiny/${number}`)).embedding!);
    let asking = true;
    const seen = new Set<number>();
    const client = async (): Promise<void> => {
      while (asking) {
        const { model, embedding } = await classify(picture);
        seen.add(model.version);
        expect(embedding).toEqual(expected.get(model.version));
      }
    };
    const clients = Promise.all([client(), client(), client(), client()]);
    for (let turn = 0; turn < 20; turn++) expect((await setAlias('production', `tiny/${(turn % 2) + 1}`)).status).toBe(200);
    asking = false;
    await clients;
    expect([...seen].sort()).toEqual([1, 2]);
  });

  it('changes nothing where a model cannot serve', async () => {
    await freeze(2);
    await writeFile(path.join(version(2), 'encoder.onnx'), 'x');
    const refused = await setAlias('production', 'tiny/2');
    expect(refused).toMatchObject({ status: 409, body: { code: 'MODEL_UNUSABLE' } });
    expect((refused.body as Schemas['Problem']).detail).toMatch(
      /^the model tiny\/2 cannot be loaded: artifact tiny\/2: encoder.onnx has 1 bytes/,
    );
    expect(await setAlias('production', 'tiny/7')).toMatchObject({ status: 404, body: { code: 'MODEL_NOT_FOUND' } });
    expect((await classify(await makePicture(1))).model.version).toBe(1);
    expect(await aliases()).toMatchObject([{ alias: 'production', model: { version: 1 }, previous: null, active: true }]);
    expect(await server.ask('POST', '/v1/aliases/production/rollback')).toMatchObject({ status: 404, body: { code: 'MODEL_NOT_FOUND' } });
  });

  it('does not roll back to another artifact that has taken the name and version', async () => {
    await freeze(2);
    await setAlias('production', 'tiny/2');
    await rm(version(1), { recursive: true });
    await makeTinyArtifact(version(1), { seed: 9 });
    expect(await server.ask('POST', '/v1/aliases/production/rollback')).toMatchObject({ status: 404, body: { code: 'MODEL_NOT_FOUND' } });
    expect((await classify(await makePicture(1))).model.version).toBe(2);
  });

  it('follows what another process lets production stand for, and goes on as before where that cannot serve', async () => {
    await freeze(2);
    const registry = openModelRegistry(server.home, pino({ level: 'silent' }));
    await registry.setAlias('production', 'tiny/2', new Date());
    const picture = await makePicture(1);
    await until(async () => (await classify(picture)).model.version === 2);
    await freeze(3);
    await writeFile(path.join(version(3), 'encoder.onnx'), 'x');
    await registry.setAlias('production', 'tiny/3', new Date());
    await sleep(1500);
    expect((await classify(picture)).model.version).toBe(2);
    expect(await aliases()).toMatchObject([{ model: { version: 3 }, active: false }]);
  });

  it('keeps the last model with the encoder of a collection, also when all are deleted at once', async () => {
    await server.ask('PUT', '/v1/collections/old');
    await server.ask('POST', '/v1/collections/old/items', form(await makePicture(1)));
    // The same encoder again, as a class change leaves it.
    for (const number of [3, 4, 5]) {
      await cp(version(1), version(number), { recursive: true });
      const file = path.join(version(number), 'manifest.json');
      await writeFile(file, (await readFile(file, 'utf8')).replace('"version": 1', `"version": ${number}`));
    }
    await freeze(2);
    await setAlias('production', 'tiny/2');
    const statuses = await Promise.all(
      [1, 3, 4, 5].map(async (number) => (await server.ask('DELETE', `/v1/models/tiny/${number}`)).status),
    );
    expect(statuses.sort()).toEqual([204, 204, 204, 409]);
    await server.ask('DELETE', '/v1/collections/old');
  });

  it('lets no alias stand for a model that is deleted at the same moment', async () => {
    for (let round = 0; round < 10; round++) {
      await freeze(2);
      const [put, removed] = await Promise.all([
        server.ask('PUT', '/v1/aliases/canary', asJson({ model: 'tiny/2' })),
        server.ask('DELETE', '/v1/models/tiny/2'),
      ]);
      expect([
        [200, 409],
        [404, 204],
      ]).toContainEqual([put.status, removed.status]);
      if (put.status === 200) {
        await server.ask('DELETE', '/v1/aliases/canary');
        await server.ask('DELETE', '/v1/models/tiny/2');
      }
    }
  });

  it('deletes what nobody needs, and says who needs the others', async () => {
    for (const number of [2, 3, 4]) await freeze(number);
    await server.ask('PUT', '/v1/collections/old');
    await server.ask('POST', '/v1/collections/old/items', form(await makePicture(1)));
    await setAlias('production', 'tiny/2');
    await setAlias('canary', 'tiny/3');
    const remove = (number: number) => server.ask('DELETE', `/v1/models/tiny/${number}`);
    for (const [number, why] of [
      [1, /collection 'old' holds vectors/],
      [2, /what 'production' stands for/],
      [3, /what 'canary' stands for/],
    ] as const)
      expect(await remove(number)).toMatchObject({
        status: 409,
        body: { code: 'MODEL_IN_USE', detail: expect.stringMatching(why) as string },
      });
    expect((await remove(4)).status).toBe(204);
    expect(await remove(4)).toMatchObject({ status: 404, body: { code: 'MODEL_NOT_FOUND' } });
    expect(await server.ask('DELETE', '/v1/aliases/production')).toMatchObject({ status: 409, body: { code: 'MODEL_IN_USE' } });
    expect((await server.ask('DELETE', '/v1/aliases/canary')).status).toBe(204);
    expect(await server.ask('DELETE', '/v1/aliases/canary')).toMatchObject({ status: 404, body: { code: 'MODEL_NOT_FOUND' } });
    expect((await remove(3)).status).toBe(204);
    await server.ask('DELETE', '/v1/collections/old');
    expect((await remove(1)).status).toBe(204);
    expect(await readdir(path.join(server.home, 'artifacts'))).toEqual(['.aliases', 'tiny']);
    expect(await readdir(path.join(server.home, 'artifacts', 'tiny'))).toEqual(['2']);
  });

  it.each([
    ['PUT', '/v1/aliases/UPPER', { model: 'tiny' }, 400, 'BAD_REQUEST'],
    ['PUT', '/v1/aliases/canary', {}, 400, 'BAD_REQUEST'],
    ['PUT', '/v1/aliases/canary', { model: '../tiny' }, 400, 'BAD_REQUEST'],
    ['PUT', '/v1/aliases/tiny', { model: 'tiny/1' }, 400, 'BAD_REQUEST'],
    ['POST', '/v1/aliases/canary/rollback', undefined, 404, 'MODEL_NOT_FOUND'],
    ['DELETE', '/v1/models/tiny/0', undefined, 400, 'BAD_REQUEST'],
    ['DELETE', '/v1/models/.aliases/1', undefined, 400, 'BAD_REQUEST'],
  ] as const)('refuses %s %s %j', async (method, address, body, status, code) => {
    expect(await server.ask(method, address, body === undefined ? {} : asJson(body))).toMatchObject({ status, body: { code } });
  });
});

describe('a server that was started before there was a model', () => {
  it('takes the first one that comes, and records it', async () => {
    const bare = await startTestServer({ model: false });
    try {
      const ask = async () => bare.ask('POST', '/v1/classify', raw(await makePicture(1)));
      expect(await ask()).toMatchObject({ status: 503, body: { code: 'NO_MODEL' } });
      await mkdir(path.join(bare.home, 'artifacts'), { recursive: true });
      await makeTinyArtifact(path.join(bare.home, 'artifacts', 'tiny', '1'));
      await until(async () => (await ask()).status === 200);
      expect((await bare.ask('GET', '/v1/aliases')).body).toMatchObject({ aliases: [{ alias: 'production', active: true }] });
    } finally {
      await bare.close();
    }
  });
});

describe('a server that was started with an artifact of its own', () => {
  it('goes on with that one, and records what production stands for from the next start on', async () => {
    const pinned = await startTestServer();
    try {
      await makeTinyArtifact(path.join(pinned.home, 'artifacts', 'tiny', '2'), { version: 2, seed: 2 });
      const own = await startTestServer({ settings: { SUPCON_ARTIFACT: path.join(pinned.home, 'artifacts', 'tiny', '1') } });
      try {
        expect((await own.ask('POST', '/v1/classify', raw(await makePicture(1)))).body).toMatchObject({
          model: { name: 'tiny', version: 1 },
        });
        expect(await own.ask('PUT', '/v1/aliases/production', asJson({ model: 'tiny/1' }))).toMatchObject({ status: 200 });
      } finally {
        await own.close();
      }
    } finally {
      await pinned.close();
    }
  });
});
