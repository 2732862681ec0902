import path from 'node:path';
import { fitClassStatistics, linearLogits, restoreLength, ridgeClassifier, softmaxProbabilities } from '@supcon/core';
import { readArtifact } from '@supcon/core/artifact';
import { decodeImage, normaliseImage } from '@supcon/core/image';
import type { components } from '@supcon/sdk/schema';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, formOf, raw, startTestServer, type TestServer } from '../../test/test-server.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

type Schemas = components['schemas'];

/** So that no class has all of the probability. */
const SCALE = 0.03;

let server: TestServer;
let pictures: Buffer[];
const artifact = (number: number): string => path.join(server.home, 'artifacts', 'tiny', String(number));
const add = (label: string, sent: readonly Uint8Array[], more: object = {}) =>
  server.ask(
    'POST',
    '/v1/classes',
    asJson({ label, pictures: sent.map((bytes) => ({ data: Buffer.from(bytes).toString('base64') })), ...more }),
  );
const remove = (label: string, query = '') => server.ask('DELETE', `/v1/classes/${encodeURIComponent(label)}${query}`);
const list = async (query = ''): Promise<Schemas['ClassList']> =>
  (await server.ask('GET', `/v1/classes${query}`)).body as Schemas['ClassList'];
const labelsOf = ({ classes }: Schemas['ClassList']): string[] => classes.map(({ label }) => label);
const classify = async (picture: Uint8Array, query = ''): Promise<Schemas['ClassifyResponse']> =>
  (await server.ask('POST', `/v1/classify?topK=50${query}`, raw(picture))).body as Schemas['ClassifyResponse'];
const versions = async (): Promise<number[]> =>
  ((await server.ask('GET', '/v1/models')).body as Schemas['ModelList']).models.map(({ version }) => version).sort();

beforeEach(async () => {
  server = await startTestServer({ artifact: { classes: 20, classifierScale: SCALE } });
  pictures = await Promise.all(Array.from({ length: 12 }, (_, seed) => makePicture(seed + 1)));
});
afterEach(() => server.close());

/** The features of a picture and what a classifier that is fitted from scratch to the photos of an artifact says of it: by the first encoder, which nobody has changed. */
async function refit(version: number, picture: Uint8Array): Promise<Map<string, number>> {
  const first = await readArtifact(artifact(1));
  const { imageSize, preprocessing } = first.manifest;
  const pixels = normaliseImage(await decodeImage(picture, { size: imageSize }), preprocessing);
  const session = await InferenceSession.create(first.onnxPath);
  const { embedding, logits } = await session.run({ images: new Tensor('float32', pixels, [1, imageSize, imageSize, 3]) });
  await session.release();
  const features = restoreLength(await first.loadClassifier(), embedding!.data as Float32Array, logits!.data as Float32Array);
  const { manifest, ...changed } = await readArtifact(artifact(version));
  const { photos, width, ridge, balance } = (await changed.loadClassStatistics())!;
  const labels = Int32Array.from(photos.flatMap((own, label) => Array<number>(own.length / width).fill(label)));
  const embeddings = Float32Array.from(photos.flatMap((own) => [...own]));
  const classifier = ridgeClassifier(fitClassStatistics({ embeddings, labels }, photos.length, { ridge, balance }));
  const probable = softmaxProbabilities(linearLogits(classifier, features, 1), photos.length, manifest.calibration!.temperature);
  return new Map(manifest.labels.map((label, at) => [label, probable[at]!]));
}

async function expectRefit(version: number, picture: Uint8Array): Promise<void> {
  const expected = await refit(version, picture);
  const { model, predictions } = await classify(picture);
  expect([model.version, predictions.map(({ label }) => label).sort()]).toEqual([version, [...expected.keys()].sort()]);
  for (const { label, probability } of predictions) expect(Math.abs(probability - expected.get(label)!)).toBeLessThan(1e-6);
}

describe('a class', () => {
  it('is added from pictures and taken out again, and each time the answers are those of a fit from scratch', async () => {
    expect(await list()).toEqual({
      model: { name: 'tiny', version: 1, alias: 'production' },
      changeable: true,
      classes: ['apple', 'pear', 'plum'].map((label) => ({ label, photos: 20, added: false })),
      removed: [],
    });
    const added = await add('quince', pictures.slice(0, 10));
    expect(added).toMatchObject({ status: 201, body: { model: { name: 'tiny', version: 2, alias: 'production' }, removed: [] } });
    expect(added.body).toEqual(await list());
    const { classes, heldOut } = added.body as Schemas['ClassList'];
    expect(classes[3]).toEqual({ label: 'quince', photos: 10, added: true });
    expect(heldOut!.images).toBe(14);
    await expectRefit(2, pictures[11]!);
    const answer = await classify(pictures[11]!);
    expect(answer.labelSet!.labels.length).toBeGreaterThan(0);
    expect(answer.unknown!.method).toBe('nnGuide');
    // Its own pictures are of it.
    expect((await classify(pictures[0]!)).predictions[0]!.label).toBe('quince');

    expect(await remove('pear')).toMatchObject({ status: 200, body: { model: { version: 3 }, removed: ['pear'] } });
    await expectRefit(3, pictures[11]!);
    expect(labelsOf(await list())).toEqual(['apple', 'plum', 'quince']);
    expect(await versions()).toEqual([1, 2, 3]);
  });

  it('is added from a form and from items, and the features that are kept are those of the pictures', async () => {
    await server.ask('PUT', '/v1/collections/fruit');
    for (const [at, picture] of pictures.slice(0, 3).entries())
      await server.ask('POST', '/v1/collections/fruit/items', form(picture, { id: `item-${at}` }));
    const items = [0, 1, 2].map((at) => ({ collection: 'fruit', item: `item-${at}` }));
    expect((await server.ask('POST', '/v1/classes', asJson({ label: 'kept', pictures: items }))).status).toBe(201);
    const { body } = formOf(pictures.slice(0, 3));
    (body as FormData).set('label', 'sent');
    expect((await server.ask('POST', '/v1/classes?count=3', { body: body! })).status).toBe(201);
    const { photos } = (await (await readArtifact(artifact(3))).loadClassStatistics())!;
    const [kept, sent] = photos.slice(-2);
    sent!.forEach((value, at) => expect(value).toBeCloseTo(kept![at]!, 4));
    // The encoder is the same one: what was filled goes on.
    const { collections } = (await server.ask('GET', '/v1/collections')).body as Schemas['CollectionList'];
    expect(collections[0]).toMatchObject({ usable: true, model: { version: 1 } });
    const found = await server.ask('POST', '/v1/collections/fruit/search', raw(pictures[1]!));
    expect((found.body as Schemas['SearchResponse']).neighbours[0]).toMatchObject({ id: 'item-1' });
  });

  it('goes by rolling back too, and comes back', async () => {
    const before = await classify(pictures[3]!);
    await add('quince', pictures.slice(0, 2));
    const after = await classify(pictures[3]!);
    await server.ask('POST', '/v1/aliases/production/rollback');
    expect(await classify(pictures[3]!)).toEqual(before);
    await server.ask('POST', '/v1/aliases/production/rollback');
    expect(await classify(pictures[3]!)).toEqual(after);
    await server.restart();
    expect(await classify(pictures[3]!)).toEqual(after);
  });

  it('moves the alias that led to the model, and no other', async () => {
    await server.ask('PUT', '/v1/aliases/canary', asJson({ model: 'tiny/1' }));
    expect(await add('quince', pictures.slice(0, 2), { model: 'canary' })).toMatchObject({
      body: { model: { version: 2, alias: 'canary' } },
    });
    expect(await add('lemon', pictures.slice(2, 4), { model: 'tiny/2' })).toMatchObject({ body: { model: { name: 'tiny', version: 3 } } });
    expect(labelsOf(await list('?model=tiny/3'))).toEqual(['apple', 'pear', 'plum', 'quince', 'lemon']);
    expect(labelsOf(await list())).toEqual(['apple', 'pear', 'plum']);
    expect(await remove('quince', '?model=canary')).toMatchObject({ body: { model: { version: 4, alias: 'canary' }, removed: [] } });
    const { aliases } = (await server.ask('GET', '/v1/aliases')).body as Schemas['AliasList'];
    expect(aliases.map(({ alias, model, previous }) => [alias, model.version, previous?.version])).toEqual([
      ['canary', 4, 2],
      ['production', 1, undefined],
    ]);
  });

  it('waits for the change before it: none is lost of several at once, while requests are answered', async () => {
    const asking = new AbortController();
    const client = (async () => {
      while (!asking.signal.aborted) expect((await server.ask('POST', '/v1/classify', raw(pictures[5]!))).status).toBe(200);
    })();
    const answers = await Promise.all([
      ...['kiwi', 'lemon', 'mango'].map((label, at) => add(label, pictures.slice(2 * at, 2 * at + 2))),
      remove('plum'),
    ]);
    asking.abort();
    await client;
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 200]);
    expect(labelsOf(await list()).sort()).toEqual(['apple', 'kiwi', 'lemon', 'mango', 'pear']);
    expect(new Set(answers.map(({ body }) => (body as Schemas['ClassList']).model.version)).size).toBe(4);
  });
});

describe('what cannot be', () => {
  it('is refused, and nothing has changed', async () => {
    await makeTinyArtifact(path.join(server.home, 'artifacts', 'old', '1'), { name: 'old' });
    const before = JSON.stringify([await list(), await versions()]);
    const one = pictures.slice(0, 1);
    for (const [answer, status, code, detail] of [
      [add('pear', one), 409, 'CLASS_CONFLICT', /^tiny\/1 knows a class 'pear' already/],
      [add(' pear ', one), 409, 'CLASS_CONFLICT', /already/],
      [add('  ', one), 400, 'BAD_REQUEST', /^label: it is empty/],
      [add('a\nb', one), 400, 'BAD_REQUEST', /holds a line break/],
      [add('quince', []), 400, 'BAD_REQUEST', /pictures/],
      [add('quince', [pictures[0]!, Buffer.from('hello')]), 422, 'BAD_IMAGE', /^picture 1 of the class: /],
      [
        add(
          'quince',
          Array.from({ length: 51 }, () => pictures[0]!),
        ),
        413,
        'PAYLOAD_TOO_LARGE',
        /51 pictures, 50 are allowed/,
      ],
      [add('quince', one, { model: 'old' }), 409, 'FIXED_CLASSES', /^old\/1 keeps no statistics/],
      [add('quince', one, { model: 'none' }), 404, 'MODEL_NOT_FOUND', /no model is called 'none'/],
      [remove('quince'), 404, 'CLASS_NOT_FOUND', /^tiny\/1 knows no class 'quince'; it knows apple, pear, plum/],
      [remove('apple', '?model=old'), 409, 'FIXED_CLASSES', /keeps no statistics/],
      [
        server.ask('POST', '/v1/classes', asJson({ label: 'quince', pictures: [{ collection: 'none', item: 'a' }] })),
        404,
        'COLLECTION_NOT_FOUND',
        /^picture 0 of the class: /,
      ],
    ] as const)
      expect(await answer).toMatchObject({ status, body: { code, detail: expect.stringMatching(detail) as string } });
    expect(JSON.stringify([await list(), await versions()])).toBe(before);
    expect(await list('?model=old')).toMatchObject({ changeable: false, classes: [{ label: 'apple', added: false }, {}, {}] });
  });

  it('is the last class going, or one coming to it, over HTTP', async () => {
    for (const label of ['apple', 'pear']) expect((await remove(label)).status).toBe(200);
    expect(await remove('plum')).toMatchObject({
      status: 409,
      body: { code: 'FIXED_CLASSES', detail: expect.stringMatching(/only class/) as string },
    });
    expect(await add('quince', pictures.slice(0, 1))).toMatchObject({ status: 409, body: { code: 'FIXED_CLASSES' } });
    expect(labelsOf(await list())).toEqual(['plum']);
  });

  it('tells labels by Unicode apart, and finds them in either form', async () => {
    expect((await add('ka\u0308se/brot', pictures.slice(0, 2))).status).toBe(201);
    expect(labelsOf(await list()).at(-1)).toBe('k\u00e4se/brot');
    expect(await add('k\u00e4se/brot', pictures.slice(0, 2))).toMatchObject({ status: 409, body: { code: 'CLASS_CONFLICT' } });
    expect((await remove('ka\u0308se/brot')).status).toBe(200);
    expect(labelsOf(await list())).toEqual(['apple', 'pear', 'plum']);
  });

  it('is changing what a server was started with; it may be named', async () => {
    const own = await startTestServer({ settings: { SUPCON_ARTIFACT: artifact(1) } });
    try {
      const body = { label: 'quince', pictures: [{ data: pictures[0]!.toString('base64') }] };
      expect(await own.ask('POST', '/v1/classes', asJson(body))).toMatchObject({ status: 409, body: { code: 'FIXED_CLASSES' } });
    } finally {
      await own.close();
    }
  });
});
