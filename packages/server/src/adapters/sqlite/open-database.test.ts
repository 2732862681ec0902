import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, writeTransaction } from './open-database.js';

const MIGRATIONS = [{ number: 1, sql: 'CREATE TABLE things (name TEXT)' }];

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-open-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** A process that opens each file that it is sent at the moment that comes with it, and says how that went. */
async function opener(): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, '../../../test/open-database-process.mjs'));
  children.push(child);
  await once(child, 'message');
  return child;
}

describe('openDatabase', () => {
  it('lets processes in that make one file at the same moment', async () => {
    const openers = await Promise.all([opener(), opener(), opener()]);
    for (let round = 0; round < 30; round++) {
      const file = path.join(folder, `${round}`, 'raced.sqlite');
      const at = Date.now() + 5;
      for (const child of openers) child.send({ file, at, migrations: MIGRATIONS });
      const said = await Promise.all(openers.map(async (child) => (await once(child, 'message'))[0] as unknown));
      expect(said).toEqual(['opened', 'opened', 'opened']);
      const database = new Database(file, { readonly: true });
      expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(database.pragma('user_version', { simple: true })).toBe(1);
      database.close();
    }
  });
});

describe('writeTransaction', () => {
  it('says STORAGE_FULL where the disk is full and where files may not grow, and writes nothing', () => {
    const database = openDatabase(path.join(folder, 'full.sqlite'), MIGRATIONS);
    for (const code of ['SQLITE_FULL', 'SQLITE_IOERR_WRITE'])
      expect(() =>
        writeTransaction(database, () => {
          database.exec("INSERT INTO things VALUES ('one')");
          throw new Database.SqliteError('cannot be written', code);
        }),
      ).toThrow(expect.objectContaining({ code: 'STORAGE_FULL' }));
    expect(database.prepare('SELECT count(*) AS count FROM things').get()).toEqual({ count: 0 });
    database.close();
  });
});
