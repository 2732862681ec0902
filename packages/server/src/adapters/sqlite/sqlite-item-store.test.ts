import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeItemStore } from '../../../test/item-store-conformance.js';
import { openSqliteItemStore } from './sqlite-item-store.js';

const logger = pino({ level: 'silent' });
let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-store-'));
  file = path.join(folder, 'deep', 'items.sqlite');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeItemStore('SQLite', async () => ({
  store: await openSqliteItemStore(file, logger),
  reopen: () => openSqliteItemStore(file, logger),
}));

describe('openSqliteItemStore', () => {
  const source = { modelName: 'tiny', modelVersion: 1, encoderHash: 'abc', embeddingSize: 2 };

  it('keeps another process out while it is open, and lets it in afterwards', async () => {
    const store = await openSqliteItemStore(file, logger);
    const other = `import { openSqliteItemStore } from ${JSON.stringify(new URL('../../../dist/adapters/sqlite/sqlite-item-store.js', import.meta.url).href)};
      try { await (await openSqliteItemStore(${JSON.stringify(file)}, { error() {}, info() {} })).close(); console.log('opened'); } catch (error) { console.log(error.code); }`;
    const open = async (): Promise<string> =>
      (await promisify(execFile)(process.execPath, ['--input-type=module', '-e', other])).stdout.trim();
    expect(await open()).toBe('STORE_LOCKED');
    await store.close();
    expect(await open()).toBe('opened');
  });

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
    await store.createCollection('c', source);
    const open = store.collections();
    await store.kill();
    await expect(
      open.then(
        () => 'answered',
        (error: unknown) => (error as { code: string }).code,
      ),
    ).resolves.toMatch(/answered|NOT_READY/);
    expect(await store.collections()).toHaveLength(1);
    await expect(store.commit('c', [{ type: 'remove', id: 'x' }])).resolves.toEqual([{ type: 'missing' }]);
    await store.close();
  });

  it('closes twice without complaint', async () => {
    const store = await openSqliteItemStore(file, logger);
    await store.close();
    await store.close();
  });
});
