import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkerChannel, workerUrl } from './worker-channel.js';

interface Calculator {
  add(argument: { a: number; b: number }): number;
  slow(ms: number): number;
  refuse(argument: undefined): undefined;
  fail(argument: undefined): undefined;
  fill(length: number): Float32Array;
  die(code: number): undefined;
}

const SOURCE = `
import { serveCalls, Transferred } from ${JSON.stringify(new URL('../../dist/threads/serve-calls.js', import.meta.url).href)};
serveCalls({
  add: ({ a, b }) => a + b,
  slow: async (ms) => { await new Promise((resolve) => setTimeout(resolve, ms)); return ms; },
  refuse: () => { throw Object.assign(new Error('too many'), { code: 'TOO_BUSY', details: { waiting: 3 } }); },
  fail: () => { throw new TypeError('a fault'); },
  fill: (length) => { const array = new Float32Array(length).fill(7); return new Transferred(array, [array.buffer]); },
  die: (code) => process.exit(code),
});`;

let folder: string;
let url: URL;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-worker-'));
  await writeFile(path.join(folder, 'worker.mjs'), SOURCE);
  url = pathToFileURL(path.join(folder, 'worker.mjs'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('WorkerChannel', () => {
  it('answers each call with its own result, also when a later one is done first', async () => {
    const channel = new WorkerChannel<Calculator>(url, { name: 'calculator' });
    expect(await Promise.all([channel.call('slow', 60), channel.call('add', { a: 2, b: 3 }), channel.call('slow', 5)])).toEqual([60, 5, 5]);
    expect(await channel.call('fill', 3)).toEqual(Float32Array.of(7, 7, 7));
    await channel.terminate();
  });

  it('carries the code and details of an error over, and makes INTERNAL of a fault', async () => {
    const channel = new WorkerChannel<Calculator>(url, { name: 'calculator' });
    await expect(channel.call('refuse', undefined)).rejects.toMatchObject({
      code: 'TOO_BUSY',
      message: 'too many',
      details: { waiting: 3 },
    });
    await expect(channel.call('fail', undefined)).rejects.toMatchObject({ code: 'INTERNAL', message: 'a fault' });
    expect(await channel.call('add', { a: 1, b: 1 })).toBe(2);
    await channel.terminate();
  });

  it('rejects open and later calls with NOT_READY when the thread dies, and tells of it once', async () => {
    const deaths: Error[] = [];
    const channel = new WorkerChannel<Calculator>(url, { name: 'calculator', onDeath: (reason) => deaths.push(reason) });
    const open = channel.call('slow', 10_000);
    const last = channel.call('die', 3);
    await expect(open).rejects.toMatchObject({ code: 'NOT_READY', retryAfterSeconds: 1 });
    // What a thread died of is for the log: its message may name files of this machine.
    await expect(last).rejects.toMatchObject({
      code: 'NOT_READY',
      message: expect.not.stringContaining('exit code'),
      cause: expect.objectContaining({ message: 'the thread ended with exit code 3' }),
    });
    await expect(channel.call('add', { a: 1, b: 1 })).rejects.toMatchObject({ code: 'NOT_READY' });
    expect(deaths.map(({ message }) => message)).toEqual(['the thread ended with exit code 3']);
  });

  it('tells of a file that cannot be loaded', async () => {
    const deaths: Error[] = [];
    const channel = new WorkerChannel<Calculator>(new URL('none.mjs', url), {
      name: 'calculator',
      onDeath: (reason) => deaths.push(reason),
    });
    await expect(channel.call('add', { a: 1, b: 1 })).rejects.toMatchObject({ code: 'NOT_READY' });
    expect(deaths).toHaveLength(1);
  });

  it('does not call the end that was asked for a death', async () => {
    const deaths: Error[] = [];
    const channel = new WorkerChannel<Calculator>(url, { name: 'calculator', onDeath: (reason) => deaths.push(reason), endWithinMs: 50 });
    const open = channel.call('slow', 60_000);
    await Promise.all([expect(open).rejects.toMatchObject({ code: 'NOT_READY' }), channel.terminate()]);
    expect(deaths).toEqual([]);
  });

  it('ends behind the calls under way, answers them and takes no later ones', async () => {
    const channel = new WorkerChannel<Calculator>(url, { name: 'calculator' });
    const open = channel.call('slow', 80);
    const ended = channel.terminate();
    const late = channel.call('add', { a: 1, b: 1 });
    expect(await open).toBe(80);
    await Promise.all([expect(late).rejects.toMatchObject({ code: 'NOT_READY' }), ended]);
  });

  it('dies behind the calls under way without answering them', async () => {
    const deaths: Error[] = [];
    const channel = new WorkerChannel<Calculator>(url, { name: 'calculator', onDeath: (reason) => deaths.push(reason) });
    const began = performance.now();
    await Promise.all([expect(channel.call('slow', 80)).rejects.toMatchObject({ code: 'NOT_READY' }), channel.kill()]);
    expect(performance.now() - began).toBeGreaterThanOrEqual(75);
    expect(deaths.map(({ message }) => message)).toEqual(['the thread ended with exit code 1']);
  });
});

describe('workerUrl', () => {
  it('points beside compiled callers, and into dist for TypeScript ones', () => {
    expect(workerUrl('./hnsw-worker', 'file:///src/p/dist/adapters/hnsw/x.js').href).toBe(
      'file:///src/p/dist/adapters/hnsw/hnsw-worker.js',
    );
    expect(workerUrl('./hnsw-worker', 'file:///src/p/src/adapters/hnsw/x.ts').href).toBe('file:///src/p/dist/adapters/hnsw/hnsw-worker.js');
  });
});
