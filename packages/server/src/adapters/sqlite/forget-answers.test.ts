import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, expect, it } from 'vitest';
import { forgetAnswers } from './forget-answers.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-answers-'));
  return () => rm(folder, { recursive: true, force: true });
});

it('forgets what was answered of items of a collection and keeps the rest, and makes no file', async () => {
  const file = path.join(folder, 'answers.sqlite');
  forgetAnswers(file, ['album']);
  expect(existsSync(file)).toBe(false);
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE answers (key TEXT, answer TEXT)');
  const add = database.prepare('INSERT INTO answers VALUES (?, ?)');
  const answerOf = (name: string, label: string): string =>
    JSON.stringify({
      status: 201,
      headers: {},
      body: JSON.stringify({ label, thumbnailUrl: `/v1/collections/${name}/items/a/thumbnail` }),
    });
  add.run('one', answerOf('album', 'secret-label'));
  add.run('two', answerOf('albums', 'kept-label'));
  add.run('three', null);
  forgetAnswers(file, ['album', 'none']);
  expect(database.prepare('SELECT key FROM answers').pluck().all()).toEqual(['two', 'three']);
  const bytes = Buffer.concat([await readFile(file), await readFile(`${file}-wal`)]);
  expect([bytes.includes('secret-label'), bytes.includes('kept-label')]).toEqual([false, true]);
  database.close();
});
