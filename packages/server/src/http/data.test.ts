import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { components } from '@supcon/sdk/schema';
import { afterEach, describe, expect, it } from 'vitest';
import { packZip } from '../../test/pack-zip.js';
import { makePicture } from '../../test/pictures.js';
import { asJson, startTestServer, type TestServer } from '../../test/test-server.js';
import { TRAINING_PROGRAM, writePhotos } from '../../test/training-home.js';

let server: TestServer;
const open = async (settings: Partial<Record<'SUPCON_ALLOW_TRAINING' | 'SUPCON_DATA_BYTES', string>> = {}): Promise<void> => {
  server = await startTestServer({
    model: false,
    prepare: (home) => writePhotos(home, 'flowers', { rose: 2, tulip: 1 }),
    settings: { SUPCON_ALLOW_TRAINING: 'on', SUPCON_TRAIN_COMMAND: TRAINING_PROGRAM, ...settings },
  });
};
afterEach(() => server.close());

const zip = async (...paths: readonly string[]): Promise<Buffer> => {
  const content = await makePicture(1);
  return packZip(paths.map((one) => ({ path: one, content })));
};
const send = (name: string, body: Uint8Array, type = 'application/zip') =>
  server.ask('POST', `/v1/data/${name}`, { body: new Uint8Array(body), headers: { 'content-type': type } });
const lying = (): Promise<string[]> => readdir(path.join(server.home, 'data'));

describe('photos over HTTP', () => {
  it('are sent, checked, trained on and removed', async () => {
    await open();
    expect(await send('pets', await zip('top/cat/1.png', 'top/dog/1.png', 'top/notes.txt'))).toMatchObject({
      status: 201,
      body: {
        data: { name: 'pets', classes: 2, photos: 2, problem: null },
        leftOut: 1,
        leftOutFiles: [{ file: 'top/notes.txt', reason: 'is no picture by its name' }],
      },
    });
    expect(await send('pets', await zip('cat/1.png'))).toMatchObject({ status: 409, body: { code: 'DATA_CONFLICT' } });
    const checked = await server.ask('GET', '/v1/data/pets/check');
    expect(checked).toMatchObject({
      status: 200,
      body: { ok: true, files: 2, classes: [{ label: 'cat', pictures: 1 }, { label: 'dog' }] },
    });
    expect((checked.body as components['schemas']['DataCheck']).findings).toMatchObject([{ count: 30, code: 'SMALL_CLASS' }]);
    const { id } = (await server.ask('POST', '/v1/runs', asJson({ data: 'pets', recipe: 'slow', epochs: 500 })))
      .body as components['schemas']['Job'];
    expect(await server.ask('DELETE', '/v1/data/pets')).toMatchObject({ status: 409, body: { code: 'DATA_CONFLICT' } });
    await server.ask('POST', `/v1/jobs/${id}/cancel`);
    await expect.poll(async () => (await server.ask('DELETE', '/v1/data/pets')).status).toBe(204);
    expect(await lying()).toEqual(['flowers']);
    expect(await server.ask('DELETE', '/v1/data/pets')).toMatchObject({ status: 404, body: { code: 'DATA_NOT_FOUND' } });
    expect(await server.ask('GET', '/v1/data/pets/check')).toMatchObject({ status: 404, body: { code: 'DATA_NOT_FOUND' } });
  });

  it('are refused in words that name no path of the machine', async () => {
    await open({ SUPCON_DATA_BYTES: '5000' });
    expect(await send('pets', Buffer.from('{}'), 'application/json')).toMatchObject({
      status: 415,
      body: { detail: expect.stringContaining('application/zip') as string },
    });
    expect(await send('pets', Buffer.from('no zip'))).toMatchObject({ status: 422, body: { code: 'BAD_ARCHIVE' } });
    expect(await send('pets', Buffer.alloc(5001))).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
    expect((await send('.pets', await zip('a/1.png'))).status).toBe(400);
    expect((await send('..%2Fpets', await zip('a/1.png'))).status).toBe(400);
    await writePhotos(server.home, 'one', { rose: 1 });
    const one = await server.ask('GET', '/v1/data/one/check');
    expect(one).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST', detail: expect.stringContaining('only one class') as string } });
    expect(JSON.stringify(one.body)).not.toContain(server.home);
    expect((await lying()).sort()).toEqual(['flowers', 'one']);
  });

  it('are nobody’s business where trainings are not allowed', async () => {
    await open({ SUPCON_ALLOW_TRAINING: 'off' });
    for (const answer of [
      await send('pets', await zip('a/1.png')),
      await server.ask('DELETE', '/v1/data/flowers'),
      await server.ask('GET', '/v1/data/flowers/check'),
    ])
      expect(answer).toMatchObject({ status: 403, body: { code: 'TRAINING_OFF' } });
    expect(await lying()).toEqual(['flowers']);
  });

  it('leave nothing where the sender goes away midway', async () => {
    await open();
    const leaving = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue((await zip('a/1.png', 'b/1.png')).subarray(0, 300));
        await sleep(200);
        leaving.abort();
      },
    });
    const init: RequestInit = {
      method: 'POST',
      body,
      duplex: 'half',
      signal: leaving.signal,
      headers: { 'content-type': 'application/zip' },
    };
    await expect(fetch(`${server.url}/v1/data/pets`, init)).rejects.toThrow();
    await expect.poll(lying).toEqual(['flowers']);
  });
});
