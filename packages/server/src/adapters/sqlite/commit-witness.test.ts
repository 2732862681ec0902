import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Write } from '../../domain/item-store.js';
import { CommitWitness } from './commit-witness.js';
import { SqliteDatabase } from './sqlite-database.js';

const NOW = '2026-11-24T02:15:30.000Z';
const SOURCE = { modelName: 'tiny', modelVersion: 1, encoderHash: 'abc', embeddingSize: 2 };
const add = (id: string): Write => ({
  type: 'add',
  item: { id, label: null, metadata: {}, contentHash: id, blob: `1/${id}`, origin: null, vector: Float32Array.of(1, 0) },
});

let folder: string;
let file: string;
let open: SqliteDatabase[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'supcon-witness-'));
  file = path.join(folder, 'items.sqlite');
  open = [];
});
afterEach(() => {
  for (const database of open) database.close();
  rmSync(folder, { recursive: true, force: true });
});
const openDatabase = (at = file): SqliteDatabase => {
  const database = new SqliteDatabase(at);
  open.push(database);
  return database;
};
const close = (database: SqliteDatabase): void => {
  open.splice(open.indexOf(database), 1);
  database.close();
};
/** What a kill -9 leaves: all files as they are, the WAL included. */
const killed = (): string => {
  const copy = mkdtempSync(path.join(folder, 'killed-'));
  for (const name of ['items.sqlite', 'items.sqlite-wal', 'items.sqlite.witness'])
    if (existsSync(path.join(folder, name))) copyFileSync(path.join(folder, name), path.join(copy, name));
  return path.join(copy, 'items.sqlite');
};

describe('SqliteDatabase beside its witness', () => {
  const fill = (database: SqliteDatabase, name: string, count: number, from = 0): void => {
    for (let i = from; i < from + count; i++) database.commit(name, [add(`i${i}`)], NOW);
  };

  it('misses nothing after a kill at any commit, nor after collections were deleted and renamed', () => {
    const database = openDatabase();
    database.createCollection('a', SOURCE, NOW);
    database.createCollection('b', SOURCE, NOW);
    for (const step of [
      () => fill(database, 'a', 3),
      () => void database.commit('a', [{ type: 'remove', id: 'i1' }], NOW),
      () => fill(database, 'b', 2),
      () => void database.replaceCollection('b', 'a', 4),
      () => void database.deleteCollection('a'),
      () => void database.createCollection('a', SOURCE, NOW),
    ]) {
      step();
      const copy = openDatabase(killed());
      expect(copy.losses()).toEqual([]);
      expect(copy.collections()).toEqual(database.collections());
    }
  });

  it.each([
    ['a truncated WAL', (wal: string) => truncateSync(wal, Math.floor(statSync(wal).size / 2))],
    [
      'a flipped bit in the WAL',
      (wal: string) => {
        const bytes = readFileSync(wal);
        bytes[Math.floor(bytes.length / 2)]! ^= 4;
        writeFileSync(wal, bytes);
      },
    ],
    ['a WAL that is gone', (wal: string) => rmSync(wal)],
  ])('tells which acknowledged changes %s has taken, and never gives their keys and seqs again', (_, damage) => {
    const database = openDatabase();
    database.createCollection('c', SOURCE, NOW);
    fill(database, 'c', 10);
    close(database);
    const again = openDatabase();
    fill(again, 'c', 30, 10);
    const copy = killed();
    damage(`${copy}-wal`);
    const damaged = openDatabase(copy);
    const { items } = damaged.collection('c')!;
    expect(items).toBeLessThan(40);
    expect(items).toBeGreaterThanOrEqual(10);
    const told = [{ collection: 1, name: 'c', foundAt: expect.any(String) as string, items: 40 - items, fromSeq: items + 1, toSeq: 40 }];
    expect(damaged.losses()).toEqual(told);
    const [added] = damaged.commit('c', [add('new')], NOW);
    expect(added).toMatchObject({ type: 'added', item: { key: 40 } });
    expect(damaged.collection('c')).toMatchObject({ items: items + 1, lastSeq: 41 });
    // It is told until somebody has dealt with it, and once.
    close(damaged);
    const later = openDatabase(copy);
    expect(later.losses()).toEqual(told);
    expect(later.forgetLosses()).toBe(1);
    expect(later.losses()).toEqual([]);
  });

  it('tells that a collection is gone as a whole, where an older copy was put in its place, and never gives its number again', () => {
    const database = openDatabase();
    database.createCollection('old', SOURCE, NOW);
    close(database);
    const older = path.join(folder, 'older');
    copyFileSync(file, older);
    const again = openDatabase();
    again.createCollection('lost', SOURCE, NOW);
    fill(again, 'lost', 5);
    close(again);
    copyFileSync(older, file);
    const restored = openDatabase();
    expect(restored.losses()).toMatchObject([{ collection: 2, name: 'lost', items: 5, fromSeq: 1, toSeq: 5 }]);
    expect(restored.createCollection('new', SOURCE, NOW).record.number).toBe(3);
    restored.deleteCollection('new');
    expect(restored.losses()).toHaveLength(1);
  });

  it('forgets what a collection has lost when that is deleted', () => {
    const database = openDatabase();
    database.createCollection('c', SOURCE, NOW);
    close(database);
    const witness = new CommitWitness(`${file}.witness`);
    const { storeId } = witness.read()!;
    witness.note(storeId, [{ number: 1, name: 'c', items: 7, lastSeq: 7, nextKey: 7 }]);
    witness.close();
    const lossy = openDatabase();
    expect(lossy.losses()).toHaveLength(1);
    lossy.deleteCollection('c');
    expect(lossy.losses()).toEqual([]);
  });

  it('takes no witness of another store, and none that is damaged, and passes over lines that are', () => {
    const database = openDatabase();
    database.createCollection('c', SOURCE, NOW);
    fill(database, 'c', 3);
    close(database);
    const whole = readFileSync(`${file}.witness`, 'utf8');
    const more = JSON.stringify({ number: 1, name: 'c', items: 9, lastSeq: 9, nextKey: 9 });
    for (const text of ['', 'rubbish\n', `${JSON.stringify({ storeId: 'another' })}\n${more}\n`, `${whole}\n${more.slice(0, -3)}`]) {
      writeFileSync(`${file}.witness`, text);
      const opened = openDatabase();
      expect(opened.losses()).toEqual([]);
      close(opened);
    }
    appendFileSync(`${file}.witness`, `${more.slice(0, 9)}\n${more}\n`);
    expect(openDatabase().losses()).toMatchObject([{ items: 6, fromSeq: 4, toSeq: 9 }]);
  });

  it('is one file for several processes, which stays small', () => {
    const [one, two] = [openDatabase(), openDatabase()];
    one.createCollection('c', SOURCE, NOW);
    fill(one, 'c', 2);
    fill(two, 'c', 2, 2);
    fill(one, 'c', 1, 4);
    const witness = new CommitWitness(`${file}.witness`);
    expect(witness.read()!.collections.get(1)).toMatchObject({ items: 5, lastSeq: 5 });
    const { storeId } = witness.read()!;
    for (let i = 0; i < 30_000; i++) witness.note(storeId, [{ number: 1, name: 'c'.repeat(50), items: 5, lastSeq: i + 5, nextKey: 5 }]);
    expect(statSync(`${file}.witness`).size).toBeLessThan(1.1 * 2 ** 20);
    witness.close();
    // The other one notices that a new file was begun.
    fill(one, 'c', 1, 5);
    expect(readFileSync(`${file}.witness`, 'utf8')).toContain('"items":6');
  });
});
