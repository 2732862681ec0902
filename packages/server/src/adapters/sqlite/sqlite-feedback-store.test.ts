import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, describeFeedbackStore, idOf, ROOMY, told } from '../../../test/feedback-store-conformance.js';
import { openSqliteFeedbackStore } from './sqlite-feedback-store.js';

const logger = pino({ level: 'silent' });

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-feedback-'));
  file = path.join(folder, 'deep', 'feedback.sqlite');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeFeedbackStore('SQLite', async () => ({
  store: await openSqliteFeedbackStore(file, logger),
  another: () => openSqliteFeedbackStore(file, logger),
}));

describe('openSqliteFeedbackStore', () => {
  const keep = async (store: Awaited<ReturnType<typeof openSqliteFeedbackStore>>, number: number) =>
    store.record(idOf(number), told(`label ${number}`), null, ROOMY, at(number));

  it('keeps what was acknowledged when its thread dies, and starts it again', async () => {
    const store = await openSqliteFeedbackStore(file, logger);
    for (let number = 1; number <= 5; number++) await keep(store, number);
    const underWay = Array.from({ length: 50 }, (_, nth) =>
      keep(store, 10 + nth).then(
        () => true,
        (error: unknown) => (error as { code?: string }).code,
      ),
    );
    await store.kill();
    const outcomes = await Promise.all(underWay);
    for (const outcome of outcomes) expect([true, 'NOT_READY']).toContain(outcome);
    const kept = new Set((await store.list({ limit: 1000 })).records.map(({ id }) => id));
    for (let number = 1; number <= 5; number++) expect(kept).toContain(idOf(number));
    for (const [nth, outcome] of outcomes.entries()) if (outcome === true) expect(kept).toContain(idOf(10 + nth));
    expect(await keep(store, 100)).toMatchObject({ change: 'created' });
    await store.close();
  });

  it('leaves nothing of what was forgotten in any of its files', async () => {
    const store = await openSqliteFeedbackStore(file, logger);
    const words = 'of-a-picture-nobody-may-know';
    await store.record(idOf(1), told(words, { mayTrain: true, note: words }), { blob: 'b', bytes: 1 }, ROOMY, at(1));
    await keep(store, 2);
    const bytes = async () => {
      const files = await readdir(path.dirname(file));
      return Buffer.concat(await Promise.all(files.map((name) => readFile(path.join(path.dirname(file), name)))));
    };
    expect((await bytes()).includes(words)).toBe(true);
    await store.forget(idOf(1));
    expect((await bytes()).includes(words)).toBe(false);
    expect((await bytes()).includes('label 2')).toBe(true);
    await store.close();
  });
});
