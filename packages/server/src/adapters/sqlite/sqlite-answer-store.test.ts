import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach } from 'vitest';
import { describeAnswerStore, MOST_IN_TESTS } from '../../../test/answer-store-conformance.js';
import { openSqliteAnswerStore } from './sqlite-answer-store.js';

const logger = pino({ level: 'silent' });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-answers-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeAnswerStore('SQLite', async () => {
  const file = path.join(folder, 'answers.sqlite');
  return {
    store: await openSqliteAnswerStore(file, logger, MOST_IN_TESTS),
    another: () => openSqliteAnswerStore(file, logger, MOST_IN_TESTS),
  };
});
