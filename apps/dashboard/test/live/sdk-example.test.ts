import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConflictError, createSupconClient, NotFoundError, requestIdOf, UnprocessableError } from '@supcon/sdk';
import { readImage } from '@supcon/sdk/node';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { runNode } from './run-command.js';

const url = inject('url');
const data = inject('data');
const root = path.resolve(import.meta.dirname, '../../../..');
const example = path.join(root, 'packages/sdk/examples');
const labels = readdirSync(path.join(data, 'test')).sort();
const photo = path.join(data, 'test', labels[0]!, readdirSync(path.join(data, 'test', labels[0]!)).sort()[0]!);

describe('the examples against a live server', () => {
  it('classifies every picture of a folder, and says what is wrong with a file that is none', async () => {
    const folder = path.join(data, 'test', labels[1]!);
    const count = readdirSync(folder).length;
    writeFileSync(path.join(folder, 'zz-broken.jpg'), 'this is text');
    const output = await runNode(['--import', 'tsx', path.join(example, 'classify-folder.ts'), folder], {
      cwd: root,
      env: { SUPCON_URL: url },
    });
    const lines = output
      .trim()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(lines).toHaveLength(count + 1);
    const [broken] = lines.filter(([name]) => name!.endsWith('zz-broken.jpg'));
    expect(broken![1]).toBe('BAD_IMAGE');
    for (const [, label, probability] of lines.filter((line) => line !== broken)) {
      expect(labels).toContain(label);
      expect(Number(probability)).toBeGreaterThan(1 / labels.length - 0.01);
      expect(Number(probability)).toBeLessThanOrEqual(1);
    }
  });

  it('shows classes and neighbours of a picture in plain JavaScript, on the built package', async () => {
    const output = await runNode([path.join(example, 'classify.mjs'), photo], { cwd: root, env: { SUPCON_URL: url } });
    expect(output).toMatch(
      /^What is this\? \(few, version 1\)\n( +\d+\.\d %  \w+\n){3}What looks like this\? \(of 160 pictures in few\)\n( +\d\.\d{3}  \w+  \S+\n){5}$/,
    );
  });
});

describe('the client against a live server', () => {
  const client = createSupconClient({ baseUrl: url });
  let image: File;
  beforeAll(async () => {
    image = await readImage(photo);
  });

  it('gives the same answer for a file and its bytes, with the embedding that was asked for', async () => {
    const answer = await client.classify(image, { topK: 8, includeEmbedding: true });
    const bytes = await client.classify(new Uint8Array(await image.arrayBuffer()), { topK: 8 });
    expect(bytes.predictions).toEqual(answer.predictions);
    expect(answer.predictions.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 4);
    const { embedding } = await client.embed(image);
    expect(answer.embedding).toEqual(embedding);
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
    expect(requestIdOf(answer)).toMatch(/^[\w-]{8,}$/);
  });

  it('answers several pictures and items in one request as each alone, and gives embeddings as float32', async () => {
    const item = await client.items.add('few', { image, label: 'mine' });
    const broken = new Blob(['this is text']);
    const asked = [image, broken, { collection: 'few', item: item.id }];
    const { embedding } = await client.embed(image);
    const { model, results } = await client.embedBatch(asked);
    expect(model).toMatchObject({ name: 'few', version: 1 });
    expect(results[1]).toMatchObject({ problem: { code: 'BAD_IMAGE' } });
    for (const at of [0, 2]) {
      const own = (results[at] as { embedding: Float32Array }).embedding;
      expect(own).toBeInstanceOf(Float32Array);
      own.forEach((value, d) => expect(value).toBeCloseTo(embedding[d]!, 4));
    }
    const packed = await client.embed(image, { encoding: 'base64' });
    expect(packed.embedding).toEqual(Float32Array.from(embedding));
    const { predictions } = await client.classify(image, { topK: 1 });
    const classified = await client.classifyBatch([image, broken], { topK: 1 });
    expect(classified.results).toMatchObject([{ predictions: [{ label: predictions[0]!.label }] }, { problem: { code: 'BAD_IMAGE' } }]);
    await client.items.delete('few', item.id);
  });

  it('lists the classes of the model, and is told what cannot be done with them', async () => {
    expect((await client.classes.list()).classes.map(({ label }) => label)).toEqual(labels);
    await expect(client.classes.add(labels[0]!, [image])).rejects.toBeInstanceOf(ConflictError);
    await expect(client.classes.remove('no such class')).rejects.toMatchObject({ status: expect.toBeOneOf([404, 409]) as number });
  });

  it('finds by picture, by vector and by item what it has added, until it is deleted', async () => {
    const added = await client.items.add('few', { image, label: 'mine', metadata: { by: 'Ada' } });
    expect(added).toMatchObject({ label: 'mine', metadata: { by: 'Ada' } });
    const { embedding } = await client.embed(image);
    for (const query of [{ image }, { vector: embedding }, { itemId: added.id }]) {
      const { neighbours } = await client.search('few', { ...query, k: 1 });
      expect(neighbours[0]).toMatchObject({ id: added.id, label: 'mine' });
      expect(neighbours[0]!.similarity).toBeCloseTo(1, 4);
    }
    const others = await client.search('few', { itemId: added.id, k: 3, excludeSelf: true });
    expect(others.neighbours.map(({ id }) => id)).not.toContain(added.id);
    expect((await client.items.thumbnail('few', added.id)).type).toBe('image/jpeg');
    expect((await fetch(client.items.thumbnailUrl('few', added.id))).status).toBe(200);
    await client.items.delete('few', added.id);
    await expect(client.items.get('few', added.id)).rejects.toBeInstanceOf(NotFoundError);
  });

  it('makes and deletes collections', async () => {
    expect(await client.collections.create('holiday')).toMatchObject({ name: 'holiday', items: 0 });
    expect((await client.collections.list()).map(({ name }) => name)).toEqual(['few', 'holiday']);
    await client.collections.delete('holiday');
    await expect(client.collections.delete('holiday')).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
  });

  it('knows models, runs and their metrics', async () => {
    expect(await client.models.list()).toMatchObject([{ name: 'few', version: 1, active: true, labels }]);
    const runs = await client.runs.list();
    const finished = runs.find(({ status }) => status === 'finished')!;
    expect(finished.result?.test?.linear).toBeGreaterThan(0);
    expect((await client.runs.get(finished.id)).config).toMatchObject({ id: finished.id });
    const { events, nextOffset } = await client.runs.metrics(finished.id);
    expect(events[0]!.type).toBe('start');
    expect(await client.runs.metrics(finished.id, nextOffset)).toEqual({ events: [], nextOffset });
    expect(await client.ready()).toMatchObject({ status: 'ready' });
  });

  it.each([
    ['no bytes', Buffer.alloc(0)],
    ['text', Buffer.from('hello')],
    ['half a picture', Buffer.from('\xff\xd8\xff\xe0 and no more', 'latin1')],
  ])('gives a typed error with a request id for %s', async (_, bytes) => {
    const error = await client.classify(bytes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnprocessableError);
    expect(error).toMatchObject({ code: 'BAD_IMAGE', requestId: expect.stringMatching(/^[\w-]{8,}$/) });
  });
});
