import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDecodeProcesses, type DecodeProcesses } from './decode-processes.js';

/** What the first byte asks of it: to answer with its process id and environment, to be busy for ever, to end, to complain. */
const [ANSWER, HANG, CRASH, COMPLAIN] = [0, 1, 2, 3];
const SOURCE = `
process.on('disconnect', () => process.exit());
process.send({ ready: true });
process.on('message', ({ bytes: [task] }) => {
  const secrets = Object.keys(process.env).filter((name) => name.startsWith('SUPCON_')).length;
  if (task === ${ANSWER}) process.send({ thumbnail: new Uint32Array([process.pid, secrets]) });
  if (task === ${HANG}) for (;;);
  if (task === ${CRASH}) process.kill(process.pid, 'SIGSEGV');
  if (task === ${COMPLAIN}) process.send({ error: { code: 'IMAGE_TOO_LARGE', message: 'too large', details: { width: 9 } } });
});`;

let folder: string;
let processes: DecodeProcesses | undefined;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-decode-'));
  await writeFile(path.join(folder, 'program.mjs'), SOURCE);
});
afterEach(() => processes?.close());
afterAll(() => rm(folder, { recursive: true, force: true }));

function open({ count = 1, limitMs = 600_000, file = 'program.mjs' } = {}): {
  ask: (task: number, signal?: AbortSignal) => Promise<readonly number[]>;
} {
  const opened = createDecodeProcesses({
    ...{ count, limitMs, maxWaiting: 10, logger: pino({ level: 'silent' }) },
    url: pathToFileURL(path.join(folder, file)),
  });
  processes = opened;
  return {
    ask: async (task, signal) => {
      const { thumbnail } = await opened.run({ task: 'thumbnail', bytes: Uint8Array.of(task), maxPixels: 1 }, { signal });
      return [...thumbnail];
    },
  };
}

describe('createDecodeProcesses', () => {
  it('asks one process after the other picture, tells it no settings, and hands on what is wrong with a picture', async () => {
    process.env['SUPCON_API_KEY'] = 'a secret of the tests';
    const { ask } = open();
    const [pid, secrets] = await ask(ANSWER);
    delete process.env['SUPCON_API_KEY'];
    expect(secrets).toBe(0);
    await expect(ask(COMPLAIN)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE', message: 'too large', details: { width: 9 } });
    expect((await ask(ANSWER))[0]).toBe(pid);
  });

  it('ends the process of a picture that takes too long, and goes on with another one', async () => {
    const { ask } = open({ limitMs: 3000 });
    const [pid] = await ask(ANSWER);
    const [slow, next] = [ask(HANG), ask(ANSWER)];
    await expect(slow).rejects.toMatchObject({ code: 'BAD_IMAGE', message: expect.stringContaining('longer than 3 s') });
    expect((await next)[0]).not.toBe(pid);
    expect(() => process.kill(pid!, 0)).toThrow();
  });

  it('does not let a slow picture keep another process from its work', async () => {
    const { ask } = open({ count: 2 });
    const slow = ask(HANG).catch((error: unknown) => error);
    await ask(ANSWER);
    processes!.close();
    expect(await slow).toMatchObject({ code: 'NOT_READY' });
  });

  it('lets go of pictures that nobody waits for: those that wait, and the one that is decoded', async () => {
    const { ask } = open();
    const stop = new AbortController();
    const given = [ask(HANG, stop.signal), ask(HANG, stop.signal), ask(HANG, stop.signal)];
    const next = ask(ANSWER);
    stop.abort(new Error('the client has left'));
    await Promise.all(given.map((each) => expect(each).rejects.toThrow('the client has left')));
    expect(await next).toHaveLength(2);
  });

  it('outlives a decoder that crashes, and says that of the picture', async () => {
    const { ask } = open();
    await ask(ANSWER);
    await expect(ask(CRASH)).rejects.toMatchObject({ code: 'BAD_IMAGE' });
    expect(await ask(ANSWER)).toHaveLength(2);
  });

  it('does not blame the picture for a program that does not start', async () => {
    const { ask } = open({ file: 'none.mjs' });
    await expect(ask(ANSWER)).rejects.toThrow(/cannot be started .*none\.mjs/);
  });
});
