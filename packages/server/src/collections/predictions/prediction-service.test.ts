import { CoreError } from '@supcon/core/errors';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createMemoryBlobStore } from '../../adapters/memory/memory-blob-store.js';
import { MemoryItems, openMemoryItemStore } from '../../adapters/memory/memory-item-store.js';
import type { Encoder } from '../../domain/encoder-leases.js';
import { ServerError } from '../../domain/errors.js';
import type { ModelRecord } from '../../domain/model-registry.js';
import type { CollectionRegistry } from '../collection-registry.js';
import { createDerivedFiles } from '../derived/derived-files.js';
import { blobWithoutPicture, newPictureBlob, originalOf } from '../picture-blobs.js';
import { modelHash, type PredictPayload } from './plan-predictions.js';
import { decodePredictions, rowOf } from './prediction-file.js';
import { createPredictionService } from './prediction-service.js';

const NOW = '2026-12-01T10:00:00.000Z';
const LABELS = ['apple', 'pear', 'plum'];
const modelOf = (version: number): ModelRecord => ({
  ...{ name: 'm', version, encoderHash: 'ab', createdAt: NOW, location: '', embeddingSize: 2, imageSize: 32, precision: 'float32' },
  ...{ labels: LABELS, temperature: 2, recipe: 'r', metrics: {} },
});

/** A store whose pictures are a number each, and an encoder to which that is the class; 250 is no picture. */
async function start({ items = 6, checkpointEveryMs = 1e9 } = {}) {
  const store = openMemoryItemStore(new MemoryItems(NOW));
  const blobs = createMemoryBlobStore(() => NOW);
  const kept = createMemoryBlobStore(() => NOW);
  const logger = pino({ level: 'silent' });
  const { record } = await store.createCollection('c', { modelName: 'm', modelVersion: 1, encoderHash: 'ab', embeddingSize: 2 }, NOW);
  const add = async (id: string, picture: number | null, label: string | null): Promise<void> => {
    const blob = picture === null ? blobWithoutPicture(record.number) : newPictureBlob(record.number, 'ab');
    if (picture !== null) await blobs.put(originalOf(blob), Uint8Array.of(picture), { contentType: 'image/png' });
    const item = { id, label, metadata: {}, contentHash: 'x', blob, origin: null, vector: Float32Array.of(1, 0) };
    await store.commit('c', [{ type: 'add', item }], NOW);
  };
  for (let n = 0; n < items; n++) await add(`i${n}`, n % 3, LABELS[n % 3]!);
  const encoded: number[] = [];
  const state = { erasedSeq: 0, models: [modelOf(1), modelOf(2)], released: 0, onEncode: (_: number): Promise<void> => Promise.resolve() };
  const encode = async (bytes: Uint8Array, options?: object) => {
    expect(options).toMatchObject({ background: true, judge: true });
    const [picture = 0] = bytes;
    await state.onEncode(picture);
    if (picture === 250) throw new CoreError('BAD_IMAGE', 'no picture');
    encoded.push(picture);
    const logits = Float32Array.from(LABELS, (_, c) => (c === picture ? 4 : 0));
    const unknown = { isUnknown: picture > 1, score: picture / 4, threshold: 0.3, method: 'knn' as const };
    return { embedding: Float32Array.of(1, 0), logits, unknown, warnings: [] };
  };
  const lease = () =>
    Promise.resolve({ encoder: { encode } as unknown as Encoder, model: modelOf(1), release: () => (state.released += 1) });
  const files = createDerivedFiles({ blobs: kept, decode: decodePredictions, maxBytes: 1e9, remembered: 2, logger, now: () => NOW });
  const registry = {
    get: async (name: string) => {
      const found = await store.collection(name);
      if (!found) throw new ServerError('COLLECTION_NOT_FOUND', `there is no collection '${name}'`);
      return { record: found };
    },
  } as unknown as Pick<CollectionRegistry, 'get'>;
  const predictions = createPredictionService({
    ...{ registry, blobs, files, logger, checkpointEveryMs, now: () => NOW, requireRoom: () => Promise.resolve() },
    store: {
      ...store,
      collections: async () => (await store.collections()).map((each) => ({ ...each, erasedSeq: state.erasedSeq })),
    },
    encoders: { lease },
    serving: { requireModel: () => state.models[0]! },
    models: {
      list: () => Promise.resolve(state.models),
      resolve: (name) => Promise.resolve(state.models.find(({ version }) => name === `m/${version}`)),
    },
  });
  const payload = (version = 1): PredictPayload => ({
    ...{ collection: 'c', number: record.number, model: `m/${version}`, modelHash: modelHash(modelOf(version)) },
  });
  const classify = (version = 1, signal = new AbortController().signal) =>
    predictions.classify(payload(version), { signal, onProgress: () => undefined });
  const names = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const { name } of kept.list()) found.push(name);
    return found;
  };
  return { store, blobs, add, encoded, state, predictions, payload, classify, names };
}

const notFound = (code: string) => expect.objectContaining({ code }) as Error;

describe('the predictions of a collection', () => {
  it('are of every picture, calibrated, and count what has none or cannot be read', async () => {
    const { add, classify, predictions, store, blobs } = await start({ items: 3 });
    await add('vector', null, 'pear');
    await add('broken', 250, 'pear');
    await add('lost', 1, 'pear');
    await blobs.delete(originalOf((await store.get('c', 'lost'))!.blob));
    await add('stranger', 1, 'quince');
    await add('unlabelled', 2, null);
    const done = await classify();
    expect(done).toMatchObject({ classified: 5 });
    const { table, outdated } = await predictions.newest('c', undefined);
    expect(outdated).toBe(false);
    expect(table.description).toMatchObject({
      ...{ items: 5, of: 8, skipped: { withoutPicture: 1, unreadable: 2 }, seq: 8, judge: { method: 'knn', threshold: 0.3 } },
    });
    // exp(4 / T) against two classes of logit 0, at temperature 2.
    const sure = Math.fround(Math.exp(2) / (Math.exp(2) + 2));
    expect(Array.from({ length: 5 }, (_, row) => rowOf(table, row))).toMatchObject([
      { id: 'i0', label: 'apple', prediction: 0, confidence: sure, probabilityOfLabel: sure, unknown: { isUnknown: false, score: 0 } },
      { id: 'i1', label: 'pear', prediction: 1, confidence: sure, probabilityOfLabel: sure, unknown: { isUnknown: false, score: 0.25 } },
      { id: 'i2', label: 'plum', prediction: 2, confidence: sure, unknown: { isUnknown: true, score: 0.5 } },
      { id: 'stranger', label: 'quince', prediction: 1, probabilityOfLabel: null },
      { id: 'unlabelled', label: null, prediction: 2, probabilityOfLabel: null },
    ]);
  });

  it('are made anew of what has changed alone, and are each model’s own', async () => {
    const { add, classify, predictions, store, encoded } = await start();
    await expect(predictions.newest('c', undefined)).rejects.toThrow(notFound('PREDICTIONS_NOT_FOUND'));
    await classify();
    expect(encoded).toHaveLength(6);
    await add('new', 1, 'pear');
    await store.commit('c', [{ type: 'remove', id: 'i0' }], NOW);
    await store.commit('c', [{ type: 'patch', id: 'i1', changes: { label: 'plum' } }], NOW);
    await store.commit('c', [{ type: 'patch', id: 'i2', changes: { metadata: { a: 1 } } }], NOW);
    expect(await predictions.newest('c', 'm/1')).toMatchObject({ outdated: true, lastSeq: 10 });
    encoded.length = 0;
    expect(await classify()).toMatchObject({ classified: 2 });
    expect(encoded.sort()).toEqual([1, 1]);
    const { table, outdated } = await predictions.newest('c', 'm/1');
    expect(outdated).toBe(false);
    const ids = Array.from({ length: table.header.rows }, (_, row) => rowOf(table, row));
    expect(ids.map(({ id, label }) => [id, label])).toEqual([
      ['i1', 'plum'],
      ...[2, 3, 4, 5].map((n) => [`i${n}`, LABELS[n % 3]]),
      ['new', 'pear'],
    ]);
    expect(ids[0]!.probabilityOfLabel).toBeCloseTo(1 / (Math.exp(2) + 2), 6);
    await expect(predictions.newest('c', 'm/2')).rejects.toThrow(notFound('PREDICTIONS_NOT_FOUND'));
    await classify(2);
    expect((await predictions.newest('c', 'm/2')).table.description.model).toEqual({ name: 'm', version: 2 });
    await expect(predictions.newest('c', 'm/3')).rejects.toThrow(notFound('MODEL_NOT_FOUND'));
  });

  it('go on behind what was saved where the work was broken off', async () => {
    const { classify, encoded, state, predictions, names } = await start({ items: 200, checkpointEveryMs: 0 });
    const ending = new AbortController();
    state.onEncode = () => {
      if (encoded.length === 150) ending.abort(new Error('the process ends'));
      return Promise.resolve();
    };
    await expect(classify(1, ending.signal)).rejects.toThrow('the process ends');
    await expect(predictions.newest('c', undefined)).rejects.toThrow(notFound('PREDICTIONS_NOT_FOUND'));
    state.onEncode = () => Promise.resolve();
    encoded.length = 0;
    expect(await classify()).toMatchObject({ classified: 200 - 128, description: { items: 200 } });
    expect(encoded).toHaveLength(200 - 128);
    expect(await names()).toEqual([expect.stringMatching(/\/200$/)]);
    expect(state.released).toBe(2);
  });

  it('are none of a collection that was replaced, of a model that is gone, or where items were purged meanwhile', async () => {
    const { classify, payload, predictions, state, names } = await start();
    const wanted = { signal: new AbortController().signal, onProgress: () => undefined };
    await expect(predictions.classify({ ...payload(), number: 99 }, wanted)).rejects.toThrow(notFound('COLLECTION_NOT_FOUND'));
    await expect(predictions.classify({ ...payload(), modelHash: '0' }, wanted)).rejects.toThrow(notFound('MODEL_NOT_FOUND'));
    state.onEncode = () => {
      state.models = [modelOf(2)];
      return Promise.resolve();
    };
    await expect(classify()).rejects.toThrow(notFound('MODEL_NOT_FOUND'));
    expect(await names()).toEqual([]);
    state.onEncode = () => {
      state.erasedSeq = 7;
      return Promise.resolve();
    };
    await expect(classify(2)).rejects.toThrow(notFound('NOT_READY'));
    expect(await names()).toEqual([]);
  });

  it('go with their model', async () => {
    const { classify, predictions, names } = await start();
    await classify(1);
    await classify(2);
    await predictions.forgetModel(modelOf(1));
    await expect(predictions.newest('c', 'm/1')).rejects.toThrow(notFound('PREDICTIONS_NOT_FOUND'));
    expect(await names()).toHaveLength(1);
    expect((await predictions.newest('c', 'm/2')).table.header.rows).toBe(6);
  });

  it('come in pages, each of the same filters and the same state', async () => {
    const { classify, predictions, add } = await start({ items: 9 });
    await classify();
    const ask = (more: object) => predictions.page('c', { model: undefined, after: undefined, limit: 2, ...more });
    const first = await ask({ predicted: 'pear' });
    expect(first).toMatchObject({ total: 3, rows: [{ id: 'i1' }, { id: 'i4' }] });
    expect(await ask({ predicted: 'pear', after: first.next })).toMatchObject({ rows: [{ id: 'i7' }], next: undefined });
    for (const wrong of [{ after: first.next }, { predicted: 'plum', after: first.next }, { after: 'x' }, { limit: 0 }, { limit: 1001 }])
      await expect(ask(wrong)).rejects.toThrow(notFound('BAD_REQUEST'));
    await add('more', 1, 'pear');
    await classify();
    await expect(ask({ predicted: 'pear', after: first.next })).rejects.toThrow(notFound('BAD_REQUEST'));
    expect((await predictions.evaluate('c', undefined)).evaluation).toMatchObject({ judged: 10, accuracy: 1 });
    expect((await predictions.evaluate('c', undefined)).evaluation).toBe((await predictions.evaluate('c', undefined)).evaluation);
  });
});
