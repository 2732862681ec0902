import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeDriftStore } from '../../../test/drift-store-conformance.js';
import { modelRecord } from '../../../test/model-record.js';
import { openSqliteDriftStore } from './sqlite-drift-store.js';

const logger = pino({ level: 'silent' });

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-drift-'));
  file = path.join(folder, 'deep', 'drift.sqlite');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeDriftStore('SQLite', async () => ({
  store: await openSqliteDriftStore(file, logger),
  another: () => openSqliteDriftStore(file, logger),
}));

it('leaves nothing of a picture that was let go of in any of its files, and goes on when its thread has died', async () => {
  const store = await openSqliteDriftStore(file, logger);
  const picture = Buffer.from('what-nobody-may-see');
  const example = {
    id: 'a',
    measure: 'labels',
    drive: 1,
    seenAt: '2026-11-30T10:00:00.000Z',
    label: 'a',
    confidence: 1,
    unknown: null,
  } as const;
  await store.keepExample(modelRecord('photos', 1), { ...example, bytes: picture.length }, picture, { pictures: 1, bytes: 100 });
  const bytes = async () => {
    const files = await readdir(path.dirname(file));
    return Buffer.concat(await Promise.all(files.map((name) => readFile(path.join(path.dirname(file), name)))));
  };
  expect((await bytes()).includes(picture)).toBe(true);
  await store.kill();
  await store.forget({ blocks: '', examples: '2026-12-01' });
  expect((await bytes()).includes(picture)).toBe(false);
  await store.close();
});
