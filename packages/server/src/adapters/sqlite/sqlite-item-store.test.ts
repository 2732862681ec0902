import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeItemStore } from '../../../test/item-store-conformance.js';
import { describePurgeStore } from '../../../test/purge-store-conformance.js';
import type { Write } from '../../domain/item-store.js';
import { openSqliteItemStore } from './sqlite-item-store.js';

const NOW = '2026-11-24T02:15:30.000Z';
const OTHER_PROCESS = fileURLToPath(new URL('../../../test/other-store-process.mjs', import.meta.url));
const add = (id: string): Write => ({
  type: 'add',
  item: { id, label: null, metadata: {}, contentHash: id, blob: `1/${id}`, origin: null, vector: Float32Array.of(1, 0) },
});
const logger = pino({ level: 'silent' });
let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-store-'));
  file = path.join(folder, 'deep', 'items.sqlite');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fresh = async () => ({
  store: await openSqliteItemStore(file, logger),
  reopen: () => openSqliteItemStore(file, logger),
});
describeItemStore('SQLite', fresh);
describePurgeStore('SQLite', fresh);
describe('openSqliteItemStore', () => {
  const source = { modelName: 'tiny', modelVersion: 1, encoderHash: 'abc', embeddingSize: 2 };

  it('is used by two processes at once, and neither misses what the other writes', async () => {
    const store = await openSqliteItemStore(file, logger);
    await store.createCollection('c', source, NOW);
    const other = fork(OTHER_PROCESS, [file], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const answers = on(other, 'message');
    const said = async (): Promise<unknown> => ((await answers.next()).value as unknown[])[0];
    expect(await said()).toBe('ready');
    other.send('add 50');
    for (let i = 0; i < 50; i++) await store.commit('c', [add(`mine-${i}`)], NOW);
    expect(await said()).toBe('added');
    const { items } = await store.list('c', { limit: 1000 });
    expect(items).toHaveLength(100);
    expect(new Set(items.map(({ key }) => key)).size).toBe(100);
    expect((await store.changes('c', 0, 1000)).changes.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    await store.commit('c', [{ type: 'remove', id: 'theirs-7' }], NOW);
    other.send('get theirs-7');
    expect(await said()).toBe('nothing');
    // What a process that is killed had committed is there, and it keeps nobody out.
    const gone = once(other, 'exit');
    other.kill('SIGKILL');
    await gone;
    expect((await store.commit('c', [add('after')], NOW))[0]!.type).toBe('added');
    await store.close();
  });

  it('takes away the rest of a collection whose deletion a crash broke off, and shows nothing of it before', async () => {
    const store = await openSqliteItemStore(file, logger);
    const { record } = await store.createCollection('c', source, NOW);
    await store.setAlias('also', 'c');
    await store.commit(
      'c',
      Array.from({ length: 1200 }, (_, i) => add(`i${i}`)),
      NOW,
    );
    await store.commit('c', [{ type: 'remove', id: 'i3' }], NOW);
    await store.close();
    const database = new Database(file);
    database.exec(`UPDATE collections SET name = 'deleted/${record.number}'; DELETE FROM aliases`);
    database.close();
    // Noted before the deletion begins.
    await appendFile(`${file}.witness`, `${JSON.stringify({ number: record.number, going: true })}\n`);
    const again = await openSqliteItemStore(file, logger);
    expect(await again.collections()).toEqual([]);
    expect(await again.losses()).toEqual([]);
    expect((await again.createCollection('c', source, NOW)).record).toMatchObject({ number: record.number + 1, items: 0 });
    await again.close();
    const looked = new Database(file);
    expect(looked.prepare('SELECT (SELECT count(*) FROM items) + (SELECT count(*) FROM removals) AS n').pluck().get()).toBe(0);
    expect(looked.prepare('SELECT name FROM collections').pluck().all()).toEqual(['c']);
    looked.close();
  });

  it('says which file another process keeps for itself', async () => {
    await mkdir(path.dirname(file), { recursive: true });
    const exclusive = new Database(file);
    exclusive.pragma('locking_mode = EXCLUSIVE');
    exclusive.pragma('journal_mode = WAL');
    exclusive.exec('BEGIN IMMEDIATE; CREATE TABLE x (y); COMMIT');
    await expect(openSqliteItemStore(file, logger)).rejects.toMatchObject({
      code: 'STORE_LOCKED',
      message: expect.stringContaining(file) as string,
    });
    exclusive.close();
  }, 30_000);

  it('refuses a file that is no database, and one of a newer format', async () => {
    await writeFile(path.join(folder, 'text.sqlite'), 'this is no database at all, but it is long enough to be looked at'.repeat(20));
    await expect(openSqliteItemStore(path.join(folder, 'text.sqlite'), logger)).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
    const newer = new Database(path.join(folder, 'newer.sqlite'));
    newer.pragma('user_version = 9999');
    newer.close();
    await expect(openSqliteItemStore(path.join(folder, 'newer.sqlite'), logger)).rejects.toMatchObject({
      code: 'STORE_DAMAGED',
      message: expect.stringContaining('its format is 9999') as string,
    });
  });

  it('goes on with a new thread when its thread dies', async () => {
    const store = await openSqliteItemStore(file, logger);
    await store.createCollection('c', source, NOW);
    const open = store.collections();
    await store.kill();
    await expect(
      open.then(
        () => 'answered',
        (error: unknown) => (error as { code: string }).code,
      ),
    ).resolves.toMatch(/answered|NOT_READY/);
    expect(await store.collections()).toHaveLength(1);
    await expect(store.commit('c', [{ type: 'remove', id: 'x' }], NOW)).resolves.toEqual([{ type: 'missing' }]);
    await store.close();
  });

  it('closes twice without complaint', async () => {
    const store = await openSqliteItemStore(file, logger);
    await store.close();
    await store.close();
  });
});
