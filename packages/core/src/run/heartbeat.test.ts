import { statSync } from 'node:fs';
import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startHeartbeat } from './heartbeat.js';

const LONG_AGO = new Date(1_700_000_000_000);

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-beat-'));
  file = path.join(folder, 'owner.json');
  await writeFile(file, '{"id":"me"}');
  await utimes(file, LONG_AGO, LONG_AGO);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const beaten = async (): Promise<boolean> => (await stat(file)).mtimeMs > LONG_AGO.getTime();

describe('startHeartbeat', () => {
  it('beats until it is ended', async () => {
    const end = startHeartbeat(file, 'me', { everyMs: 20 });
    await vi.waitFor(async () => expect(await beaten()).toBe(true), { timeout: 20_000 });
    end();
    await sleep(100);
    await utimes(file, LONG_AGO, LONG_AGO);
    await sleep(200);
    expect(await beaten()).toBe(false);
  });

  it('leaves the file of another owner alone', async () => {
    const end = startHeartbeat(file, 'you', { everyMs: 10 });
    await sleep(1500);
    expect(await beaten()).toBe(false);
    end();
  });

  it('beats from the main thread where no thread starts', async () => {
    const end = startHeartbeat(file, 'me', { everyMs: 20, url: pathToFileURL(path.join(folder, 'none.js')) });
    await vi.waitFor(async () => expect(await beaten()).toBe(true), { timeout: 20_000 });
    end();
  });

  it('falls silent when the main thread hangs', async () => {
    const end = startHeartbeat(file, 'me', { everyMs: 50, hungAfterMs: 300 });
    await vi.waitFor(async () => expect(await beaten()).toBe(true), { timeout: 20_000 });
    const begun = Date.now();
    while (Date.now() - begun < 2000);
    // At once: it beats again when the main thread turns.
    const { mtimeMs } = statSync(file);
    expect(mtimeMs).toBeLessThan(begun + 1500);
    end();
  });
});
