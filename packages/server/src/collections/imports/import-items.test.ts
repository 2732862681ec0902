import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { createMemoryBlobStore } from '../../adapters/memory/memory-blob-store.js';
import { MemoryItems, openMemoryItemStore } from '../../adapters/memory/memory-item-store.js';
import { createMemoryIndexes } from '../../adapters/memory/memory-vector-indexes.js';
import { ServerError } from '../../domain/errors.js';
import type { ItemStore } from '../../domain/item-store.js';
import { npyFile } from '../../../test/npy.js';
import { CollectionRegistry } from '../collection-registry.js';
import { DEFAULT_COLLECTION_OPTIONS } from '../collection-state.js';
import { importItems, type ImportItemsDeps, type ImportTask } from './import-items.js';
import { createImportStore, type ImportState, type ImportStore } from './import-store.js';
import { createImportReceiver } from './receive-import.js';

const SOURCE = { modelName: 'm', modelVersion: 1, encoderHash: 'e', embeddingSize: 2 };
const NOW = '2026-11-30T10:00:00.000Z';
const PLANNED = '2026-11-30T11:00:00.000Z';
const LATER = '2026-11-30T12:00:00.000Z';
const LINES = 1500;

let store: ItemStore;
let registry: CollectionRegistry;
let imports: ImportStore;
let now: string;
const deps = (more: Partial<ImportItemsDeps> = {}): ImportItemsDeps => ({
  ...{ registry, store, imports, now: () => now, blobs: createMemoryBlobStore(), encoders: {} as never, decoder: {} as never },
  ...{ rules: { metadataBytes: 8192, uploadBytes: 1000 }, longestLine: 300, requireRoom: () => Promise.resolve() },
  ...more,
});
const angle = (n: number): [number, number] => [Math.cos(n), Math.sin(n)];
/** Every tenth line is wrong, and every seventh has no id. */
const line = (n: number): string =>
  n % 10 === 0
    ? `{"id":"bad${n}","vector":[1]}`
    : JSON.stringify({ ...(n % 7 === 0 ? {} : { id: `i${n}` }), vector: angle(n), metadata: { n } });
const TEXT = Array.from({ length: LINES }, (_, i) => `${line(i + 1)}\n`).join('');

async function* once(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece as string));
}
async function* parts(named: Readonly<Record<string, string | Uint8Array>>) {
  for (const [name, body] of Object.entries(named)) yield await Promise.resolve({ name, body: once(body) });
}
const receive = (named: Readonly<Record<string, string | Uint8Array>>, requireRoom = (): Promise<void> => Promise.resolve()) =>
  createImportReceiver({ imports, limits: { importBytes: 1e6, importLines: 5000 }, requireRoom })(parts(named), 2);
async function taskOf(named: Readonly<Record<string, string | Uint8Array>> = { items: TEXT }): Promise<ImportTask> {
  const { id, matrix } = await receive(named);
  const { createdAt } = (await store.collection('c'))!;
  return {
    upload: id,
    collection: 'c',
    collectionCreatedAt: createdAt,
    encoderHash: 'e',
    plannedAt: PLANNED,
    matrixBegin: matrix?.begin ?? null,
  };
}
const run = (task: ImportTask, more: Partial<ImportItemsDeps> = {}, signal = new AbortController().signal): Promise<ImportState> =>
  importItems(deps(more), task, { signal });
async function report(upload: string): Promise<{ line: number; id: string | null; code: string }[]> {
  let text = '';
  for await (const piece of imports.report(upload)) text += Buffer.from(piece).toString();
  return text
    .split('\n')
    .filter((each) => each !== '')
    .map((each) => JSON.parse(each) as { line: number; id: string | null; code: string });
}
const WHOLE = { line: LINES, done: LINES, added: LINES - 150, unchanged: 0, refused: 150 };
async function expectWhole(upload: string): Promise<void> {
  const { items } = await store.list('c', { limit: 1000 });
  const rest = await store.list('c', { limit: 1000, after: String(items.at(-1)!.key) });
  const ids = [...items, ...rest.items].map(({ id }) => id);
  const expected = Array.from({ length: LINES }, (_, i) => i + 1).filter((n) => n % 10 !== 0);
  expect(ids).toEqual(expected.map((n) => (n % 7 === 0 ? `${upload}-${n}` : `i${n}`)));
  expect((await report(upload)).map(({ line: number, id, code }) => [number, id, code])).toEqual(
    Array.from({ length: 150 }, (_, i) => [10 * (i + 1), `bad${10 * (i + 1)}`, 'BAD_VECTOR']),
  );
}

beforeEach(async () => {
  now = NOW;
  store = openMemoryItemStore(new MemoryItems(NOW));
  imports = createImportStore(createMemoryBlobStore());
  const opened = await CollectionRegistry.open({
    ...{ store, blobs: createMemoryBlobStore(), indexes: createMemoryIndexes(), logger: pino({ level: 'silent' }), now: () => now },
    ...{ options: DEFAULT_COLLECTION_OPTIONS, maxCollections: 4, pollMs: 1e6 },
  });
  registry = opened.registry;
  await registry.create('c', SOURCE);
  now = LATER;
  return () => registry.close();
});

it('adds what is right, in order, and tells what is not', async () => {
  const task = await taskOf();
  expect(await run(task)).toMatchObject(WHOLE);
  await expectWhole(task.upload);
});

it('adds nothing twice and loses nothing, wherever it is broken off and however often', async () => {
  for (const breakAt of ['advance', 'told'] as const)
    for (const failing of [1, 2, 3]) {
      await registry.delete('c');
      now = NOW;
      await registry.create('c', SOURCE);
      now = LATER;
      const task = await taskOf();
      let calls = 0;
      const crashing: ImportStore = {
        ...imports,
        advance: async (...told) => {
          const fails = ++calls === failing;
          if (fails && breakAt === 'advance') throw new Error('crash before it was told');
          await imports.advance(...told);
          if (fails) throw new Error('crash behind it');
        },
      };
      await expect(run(task, { imports: crashing })).rejects.toThrow('crash');
      expect(await run(task)).toMatchObject(WHOLE);
      await expectWhole(task.upload);
      // Once more: nothing is left to do.
      expect(await run(task)).toMatchObject(WHOLE);
    }
});

it('stops where it is when it is cancelled, and leaves what it has added', async () => {
  const task = await taskOf();
  const stop = new AbortController();
  const stopped = importItems(deps(), task, { signal: stop.signal, onProgress: () => stop.abort(new Error('cancelled')) });
  await expect(stopped).rejects.toThrow('cancelled');
  expect(await imports.state(task.upload)).toMatchObject({ line: 512, refused: 51 });
  expect((await store.collection('c'))!.items).toBe(512 - 51);
});

it('takes vectors from a matrix, by the lines that say something, also behind a break', async () => {
  const said = [1, 2, 3, 4].map((n) => JSON.stringify({ id: `m${n}` }));
  const items = `${said[0]}\n\n${said[1]}\n${'x'.repeat(400)}\n${said[3]}`;
  const task = await taskOf({
    items,
    vectors: npyFile(
      [1, 2, 3, 4].map((n) => Float32Array.from(angle(n))),
      2,
    ),
  });
  expect(await run(task)).toMatchObject({ line: 5, done: 4, added: 3, refused: 1 });
  expect(await report(task.upload)).toMatchObject([{ line: 4, id: null, code: 'PAYLOAD_TOO_LARGE' }]);
  for (const n of [1, 2, 4]) {
    const vector = (await store.vector('c', `m${n}`))!;
    expect(vector[0]).toBeCloseTo(Math.cos(n), 6);
  }
  await imports.advance(task.upload, { line: 3, done: 2, added: 2, unchanged: 0, refused: 0, parts: 0 }, []);
  await store.commit('c', [{ type: 'remove', id: 'm4' }], LATER);
  expect(await run(task)).toMatchObject({ done: 4, added: 3, refused: 1 });
  expect((await store.vector('c', 'm4'))![1]).toBeCloseTo(Math.sin(4), 6);
});

it('counts what was there before as unchanged, and fails as a whole where no line could do better', async () => {
  const task = await taskOf({ items: '{"id":"a","vector":[3,4]}\n{"id":"b","vector":[3,4]}\n' });
  now = NOW;
  const before = await taskOf({ items: '{"id":"a","vector":[3,4]}\n' });
  await run(before);
  now = LATER;
  expect(await run(task)).toMatchObject({ added: 1, unchanged: 1, refused: 0 });
  const fresh = await taskOf();
  await expect(run({ ...fresh, encoderHash: 'other' })).rejects.toMatchObject({ code: 'MODEL_MISMATCH' });
  const full = (): Promise<void> => Promise.reject(new ServerError('STORAGE_FULL', 'full'));
  await expect(run(fresh, { requireRoom: full })).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  await imports.dropUpload(fresh.upload);
  await expect(run(fresh)).rejects.toMatchObject({ code: 'UPLOAD_LOST' });
  await registry.delete('c');
  await registry.create('c', SOURCE);
  await expect(run(fresh)).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
});

it('keeps nothing of an upload for which there is no room', async () => {
  let asked = 0;
  const full = (): Promise<void> => (++asked > 1 ? Promise.reject(new ServerError('STORAGE_FULL', 'full')) : Promise.resolve());
  await expect(receive({ items: TEXT }, full)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  expect([...(await imports.list())]).toEqual([]);
});
