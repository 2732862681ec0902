import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeKeyStore } from '../../../test/key-store-conformance.js';
import { createKeyService } from '../../access/key-service.js';
import { openSqliteKeyStore } from './sqlite-key-store.js';

const logger = pino({ level: 'silent' });

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-keys-'));
  file = path.join(folder, 'deep', 'keys.sqlite');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeKeyStore('SQLite', async () => ({
  store: await openSqliteKeyStore(file, logger),
  another: () => openSqliteKeyStore(file, logger),
}));

describe('openSqliteKeyStore', () => {
  it('keeps no key, only its hash, in any of its files', async () => {
    const store = await openSqliteKeyStore(file, logger);
    const keys = createKeyService({ store, now: () => new Date() });
    const made = await keys.create({ name: 'ops', role: 'admin' });
    const rotated = await keys.rotate(made.key.id);
    const files = await readdir(path.dirname(file));
    expect(files).toContain('keys.sqlite');
    const bytes = Buffer.concat(await Promise.all(files.map((name) => readFile(path.join(path.dirname(file), name)))));
    expect(bytes.includes(made.key.id)).toBe(true);
    for (const { secret } of [made, rotated]) expect(bytes.includes(secret.slice(-43))).toBe(false);
    await store.close();
  });

  it('refuses a file that is no database', async () => {
    const text = path.join(folder, 'text.sqlite');
    await writeFile(text, 'this is no database at all, but it is long enough to be looked at'.repeat(20));
    await expect(openSqliteKeyStore(text, logger)).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
  });
});
