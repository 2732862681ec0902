import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COLLECTION_NAME, ITEM_ID } from '../../domain/input-rules.js';
import { migrateDatabase } from './migrate-database.js';
import { ALL_MIGRATIONS } from './migrations/all-migrations.js';
import { SqliteDatabase } from './sqlite-database.js';

/** What the first release wrote, word for word. */
const FORMAT_1 = readFileSync(new URL('../../../test/fixtures/items-format-1.sql', import.meta.url), 'utf8');

let folder: string;
let file: string;
let database: Database.Database;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'supcon-migrate-'));
  file = path.join(folder, 'items.sqlite');
  database = new Database(file);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const version = (): unknown => database.pragma('user_version', { simple: true });
const tables = (from: Database.Database): unknown[] =>
  from.prepare("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name").all();

describe('migrateDatabase', () => {
  it('takes every step in order, each once', () => {
    const steps = [
      { number: 1, sql: 'CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1)' },
      { number: 2, sql: 'UPDATE a SET x = x * 10' },
    ];
    migrateDatabase(database, steps.slice(0, 1));
    expect(version()).toBe(1);
    const third = { number: 3, sql: 'UPDATE a SET x = x + 5' };
    for (let round = 0; round < 2; round++) migrateDatabase(database, [...steps, third]);
    expect([version(), database.prepare('SELECT x FROM a').pluck().get()]).toEqual([3, 15]);
  });

  it('leaves the format before a step that fails, and goes on from there', () => {
    const steps = [
      { number: 1, sql: 'CREATE TABLE a (x INTEGER UNIQUE)' },
      { number: 2, sql: 'INSERT INTO a VALUES (1); INSERT INTO a VALUES (1)' },
    ];
    expect(() => migrateDatabase(database, steps)).toThrow('UNIQUE');
    expect([version(), database.prepare('SELECT count(*) FROM a').pluck().get()]).toEqual([1, 0]);
    migrateDatabase(database, [steps[0]!, { number: 2, sql: 'INSERT INTO a VALUES (2)' }]);
    expect([version(), database.prepare('SELECT x FROM a').pluck().get()]).toEqual([2, 2]);
  });

  it('lets a step rebuild a table that others refer to, and refuses one that leaves rows referring to nothing', () => {
    const first = {
      number: 1,
      sql: 'CREATE TABLE a (x INTEGER PRIMARY KEY); CREATE TABLE b (x REFERENCES a ON DELETE CASCADE); INSERT INTO a VALUES (7); INSERT INTO b VALUES (7)',
    };
    const rebuild =
      'CREATE TABLE new (x INTEGER PRIMARY KEY, y TEXT); INSERT INTO new SELECT x, NULL FROM a; DROP TABLE a; ALTER TABLE new RENAME TO a';
    migrateDatabase(database, [first, { number: 2, sql: rebuild }]);
    expect(database.prepare('SELECT x FROM b').pluck().all()).toEqual([7]);
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(() => migrateDatabase(database, [first, { number: 2, sql: rebuild }, { number: 3, sql: 'DELETE FROM a' }])).toThrow(
      expect.objectContaining({ code: 'STORE_DAMAGED' }),
    );
    expect([version(), database.prepare('SELECT x FROM a').pluck().all()]).toEqual([2, [7]]);
  });

  it('refuses a format newer than it knows', () => {
    database.pragma('user_version = 3');
    expect(() => migrateDatabase(database, [{ number: 1, sql: '' }])).toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }));
  });
});

describe('the migrations of the item store', () => {
  it('are numbered from 1 without a gap, and the first still makes what the first release made', () => {
    expect(ALL_MIGRATIONS.map(({ number }) => number)).toEqual(ALL_MIGRATIONS.map((_, i) => i + 1));
    migrateDatabase(database, ALL_MIGRATIONS.slice(0, 1));
    const old = new Database(':memory:');
    old.exec(FORMAT_1);
    expect(tables(database)).toEqual(tables(old));
    old.close();
  });

  it('bring a database of format 1 to the same tables as a new one, with all that was in it', () => {
    database.exec(FORMAT_1);
    database.close();
    const opened = new SqliteDatabase(file);
    expect(opened.collections()).toMatchObject([
      { number: 4, name: 'Empty.One', items: 0, lastSeq: 0 },
      {
        number: 1,
        name: 'photos',
        createdAt: '2026-11-24T02:15:30.000Z',
        modelName: 'photos',
        modelVersion: 1,
        encoderHash: 'aaaa',
        items: 2,
        lastSeq: 4,
      },
    ]);
    expect(opened.get('photos', 'cat:1.jpg')).toMatchObject({ label: 'cat', metadata: { path: 'cat/1.jpg' }, blob: '1/aa/cat-1', key: 0 });
    expect(opened.get('photos', 'mine-1')).toMatchObject({
      label: null,
      metadata: { deep: [1, { ü: '"' }] },
      createdAt: '2026-11-24T02:17:00.000Z',
    });
    expect(opened.vector('photos', 'cat:1.jpg')).toEqual(Float32Array.of(0.6, 0.8));
    expect(opened.bounds()).toEqual({
      storeId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      begunAt: '2026-11-24T02:15:30.000Z',
      lastNumber: 4,
    });
    expect(opened.blobsInUse(['1/aa/cat-1', '1/aa/cat-2'])).toEqual(['1/aa/cat-1']);
    expect(
      opened
        .changes('photos', 0, 10)
        .changes.map((change) => [change.seq, change.key, change.type === 'put' ? change.vector.length : undefined]),
    ).toEqual([
      [1, 0, 2],
      [3, 1, undefined],
      [4, 2, 2],
    ]);
    opened.close();
    database = new Database(file);
    const fresh = new Database(':memory:');
    migrateDatabase(fresh, ALL_MIGRATIONS);
    expect(tables(database)).toEqual(tables(fresh));
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    fresh.close();
  });

  it('give a name of their own to collections and items that no address can name, and leave the others theirs', () => {
    database.exec(FORMAT_1);
    const collection = database.prepare(
      "INSERT INTO collections (name, created_at, model_name, model_version, encoder_hash, embedding_size) VALUES (?, '', 'm', 1, 'a', 2)",
    );
    const item = database.prepare("INSERT INTO items VALUES (1, ?, ?, ?, NULL, '{}', 'h', 'b', '', x'0000803f00000000')");
    const badNames = ['', ' ', '.', '..', '../../evil', 'BAD NAME', 'a/b', 'a\0b', '-x', 'ä', 'x'.repeat(65)];
    const badIds = ['', '.', '..', '../x', 'a b', 'a\0', 'ü', 'x'.repeat(129)];
    const goodNames = ['a', 'Z.9_-', 'x'.repeat(64)];
    const goodIds = ['a', 'dog:1.jpg', 'x'.repeat(128)];
    for (const name of [...badNames, ...goodNames]) collection.run(name);
    for (const [i, id] of [...badIds, ...goodIds].entries()) item.run(id, 100 + i, 100 + i);
    database.close();
    const opened = new SqliteDatabase(file);
    const names = opened.collections().map(({ name }) => name);
    expect(names).toHaveLength(2 + badNames.length + goodNames.length);
    for (const name of names) expect(name).toMatch(COLLECTION_NAME);
    expect(names).toEqual(expect.arrayContaining(['photos', 'Empty.One', ...goodNames]));
    for (const id of [...goodIds, 'mine-1']) expect(opened.get('photos', id)).toMatchObject({ id });
    const items = opened.byKeys(
      'photos',
      [...badIds.keys()].map((i) => 100 + i),
    );
    expect(items).toHaveLength(badIds.length);
    for (const { id } of items) {
      expect(id).toMatch(ITEM_ID);
      expect(opened.commit('photos', [{ type: 'remove', id }], '2026-11-24T02:15:30.000Z')).toMatchObject([{ type: 'removed' }]);
    }
    for (const name of names) expect(opened.deleteCollection(name)).toBe(true);
    opened.close();
    database = new Database(file);
  });
});
