import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { startServerProcess, type ServerProcess } from '../../test/server-process.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import { createMemoryBlobStore } from '../adapters/memory/memory-blob-store.js';
import { MemoryFeedback, openMemoryFeedbackStore } from '../adapters/memory/memory-feedback-store.js';
import { MemoryItems, openMemoryItemStore } from '../adapters/memory/memory-item-store.js';
import { createMemoryIndexes } from '../adapters/memory/memory-vector-indexes.js';
import { openSqliteJobQueue } from '../adapters/sqlite/sqlite-job-queue.js';
import { createImportStore } from '../collections/imports/import-store.js';
import { newPictureBlob, originalOf } from '../collections/picture-blobs.js';
import type { Job } from '../domain/job-queue.js';
import { newFeedbackBlob } from '../feedback/feedback-blobs.js';
import { startBackgroundJobs } from './background-jobs.js';

const logger = pino({ level: 'silent' });
const HOUR = 3_600_000;
const nothingToErase = { purges: { pending: () => Promise.resolve([]) }, indexes: createMemoryIndexes() };

let home: string;
let server: ServerProcess | undefined;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-background-'));
});
afterEach(async () => {
  await server?.end('SIGKILL');
  server = undefined;
  await rm(home, { recursive: true, force: true });
});

describe('startBackgroundJobs', () => {
  const START = Date.parse('2026-11-28T10:02:00.000Z');
  const at = (ms: number): string => new Date(START + ms).toISOString();

  async function jobsOf(folder: string): Promise<readonly Job[]> {
    const queue = await openSqliteJobQueue(path.join(folder, 'jobs.sqlite'), logger);
    const { jobs } = await queue.list({ limit: 100 });
    await queue.close();
    return jobs;
  }

  it('forgets old feedback once a day where it is to be kept for some days only', async () => {
    let now = at(0);
    const store = openMemoryItemStore(new MemoryItems(now));
    const feedback = { store: openMemoryFeedbackStore(new MemoryFeedback()), blobs: createMemoryBlobStore() };
    const days = (count: number): string => at(count * 24 * HOUR);
    const told = { label: 'apple', predicted: null, mayTrain: false, note: null };
    const roomy = { records: 10, bytes: 10 };
    for (const [n, when] of [-40, -31, -29].entries()) await feedback.store.record(String(n).repeat(64), told, null, roomy, days(when));
    const none = { purging: nothingToErase, importing: { imports: createImportStore(createMemoryBlobStore()) } } as unknown as Pick<
      Parameters<typeof startBackgroundJobs>[0],
      'collections' | 'items' | 'projections' | 'planning' | 'importing' | 'duplicates' | 'predictions' | 'purging'
    >;
    const training = { home, allowed: false, program: undefined, dataBytes: 0, environment: {} };
    const start = (keepDays: number) =>
      startBackgroundJobs({
        ...{ ...none, folder: home, store, blobs: createMemoryBlobStore(), training, logger, clock: () => now },
        feedback: { ...feedback, keepDays },
      });
    const left = async (): Promise<number> => (await feedback.store.list({ limit: 10 })).records.length;

    const keeping = await start(0);
    expect(await left()).toBe(3);
    await keeping.close();
    expect((await jobsOf(home)).filter(({ kind }) => kind === 'feedback.expire')).toEqual([]);

    const background = await start(30);
    await expect.poll(left, { timeout: 20_000 }).toBe(1);
    await background.close();
    const [tomorrow, today, ...more] = (await jobsOf(home)).filter(({ kind }) => kind === 'feedback.expire');
    expect(more).toEqual([]);
    expect(today).toMatchObject({ state: 'done', result: { forgotten: 2 } });
    expect(tomorrow).toMatchObject({ state: 'queued', runAfter: '2026-11-29T00:00:00.000Z' });

    now = days(1.5);
    const next = await start(30);
    await expect.poll(left, { timeout: 20_000 }).toBe(0);
    await next.close();
  });

  it('sweeps at the start, and again when what a crash just before it left is old enough; starts close together share both', async () => {
    let now = at(0);
    const store = openMemoryItemStore(new MemoryItems(at(-10 * HOUR)));
    const { record } = await store.createCollection('c', { modelName: 'm', modelVersion: 1, encoderHash: 'a', embeddingSize: 2 }, now);
    let putAt = at(-2 * HOUR);
    const blobs = createMemoryBlobStore(() => putAt);
    const [old, fresh] = [originalOf(newPictureBlob(record.number, 'ab')), originalOf(newPictureBlob(record.number, 'ab'))];
    await blobs.put(old, Buffer.from('old'), { contentType: 'image/png' });
    const feedback = { store: openMemoryFeedbackStore(new MemoryFeedback()), blobs: createMemoryBlobStore(() => putAt), keepDays: 0 };
    const stray = newFeedbackBlob('cd');
    await feedback.blobs.put(stray, Buffer.from('stray'), { contentType: 'image/png' });
    putAt = at(-1);
    await blobs.put(fresh, Buffer.from('fresh'), { contentType: 'image/png' });
    const training = { home, allowed: false, program: undefined, dataBytes: 0, environment: {} };
    // Sweeps ask none of these.
    const none = { purging: nothingToErase, importing: { imports: createImportStore(createMemoryBlobStore()) } } as unknown as Pick<
      Parameters<typeof startBackgroundJobs>[0],
      'collections' | 'items' | 'projections' | 'planning' | 'importing' | 'duplicates' | 'predictions' | 'purging'
    >;
    const start = () => startBackgroundJobs({ ...none, folder: home, store, blobs, feedback, training, logger, clock: () => now });

    for (let i = 0; i < 3; i++) {
      const background = await start();
      await expect.poll(() => blobs.get(old), { timeout: 20_000 }).toBeUndefined();
      await background.close();
      now = at(60_000 * (i + 1));
    }
    expect(await blobs.get(fresh)).toBeDefined();
    expect(await feedback.blobs.get(stray)).toBeUndefined();
    const [later, first, ...more] = await jobsOf(home);
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      kind: 'blobs.sweep',
      state: 'done',
      result: { freed: 1, bytes: 3, feedback: { freed: 1 } },
      progress: { done: 2 },
    });
    expect(later).toMatchObject({ state: 'queued', attempts: 0 });

    now = later!.runAfter;
    const background = await start();
    await expect.poll(() => blobs.get(fresh), { timeout: 20_000 }).toBeUndefined();
    await background.close();
  });
});

describe('a server that was killed between storing the pictures of an item and committing it', () => {
  const blobFiles = async (): Promise<string[]> =>
    (await readdir(path.join(home, 'server/blobs'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
  const add = async (id: string, seed: number): Promise<number> => {
    const response = await fetch(`${server!.url}/v1/collections/c/items?id=${id}`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: await makePicture(seed),
    });
    await response.arrayBuffer();
    return response.status;
  };
  /** Kills the server while it waits to commit an item, because another process writes. @returns the files that it had put. */
  async function killBeforeCommit(id: string, seed: number): Promise<string[]> {
    const before = new Set(await blobFiles());
    const writer = new Database(path.join(home, 'server/items.sqlite'));
    writer.exec('BEGIN IMMEDIATE');
    const unanswered = add(id, seed).catch((error: unknown) => error);
    const added = async (): Promise<string[]> => (await blobFiles()).filter((file) => !before.has(file) && !file.endsWith('.tmp'));
    await expect.poll(added, { timeout: 60_000, interval: 10 }).toHaveLength(2);
    expect(await server!.end('SIGKILL')).toBeNull();
    expect(await unanswered).toBeInstanceOf(Error);
    writer.exec('ROLLBACK');
    writer.close();
    return added();
  }

  it('frees them after its next start once they are an hour old, and nothing else', { timeout: 300_000 }, async () => {
    await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'));
    server = await startServerProcess(home);
    expect((await fetch(`${server.url}/v1/collections/c`, { method: 'PUT' })).status).toBe(201);
    expect(await add('kept', 1)).toBe(201);
    const kept = await blobFiles();
    const old = await killBeforeCommit('old', 2);
    server = await startServerProcess(home);
    const young = await killBeforeCommit('young', 3);

    // Three hours later, as far as the old ones and their store are concerned.
    const ago = new Date(Date.now() - 3 * HOUR);
    for (const file of [...kept, ...old]) await utimes(file, ago, ago);
    const database = new Database(path.join(home, 'server/items.sqlite'));
    database.prepare('UPDATE beginning SET begun_at = ?').run(new Date(ago.getTime() - HOUR).toISOString());
    database.close();
    // The sweep of the first start, which is shared for ten minutes, was over before.
    const jobs = new Database(path.join(home, 'server/jobs.sqlite'));
    jobs.exec('DELETE FROM jobs');
    jobs.close();

    server = await startServerProcess(home);
    await expect.poll(blobFiles, { timeout: 60_000 }).toHaveLength(4);
    expect((await blobFiles()).sort()).toEqual([...kept, ...young].sort());
    expect((await fetch(`${server.url}/v1/collections/c/items/kept/thumbnail`)).status).toBe(200);
    for (const id of ['old', 'young']) expect((await fetch(`${server.url}/v1/collections/c/items/${id}`)).status).toBe(404);
    // What was broken off can be asked for again.
    expect(await add('old', 2)).toBe(201);
    expect(await server.end('SIGTERM')).toBe(0);
  });
});
