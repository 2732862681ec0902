import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { withLock } from './with-lock.mjs';

const lockFile = () => path.join(mkdtempSync(path.join(tmpdir(), 'supcon-lock-')), 'deep/er/some.lock');

it('lets one in at a time and tells who waits for whom', async () => {
  const file = lockFile();
  /** @type {string[]} */
  const events = [];
  const onWait = vi.fn();
  const work = (/** @type {string} */ name) => async () => {
    events.push(`${name} in`);
    await sleep(50);
    events.push(`${name} out`);
    return name;
  };
  const first = withLock(file, work('a'), { onWait });
  const second = withLock(file, work('b'), { onWait });
  expect(await Promise.all([first, second])).toEqual(['a', 'b']);
  expect(events).toEqual(['a in', 'a out', 'b in', 'b out']);
  expect(onWait).toHaveBeenCalledExactlyOnceWith(process.pid);
});

it('gives the lock back when the work fails', async () => {
  const file = lockFile();
  await expect(withLock(file, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(existsSync(file)).toBe(false);
});

it('takes over the lock of a process that is gone', async () => {
  const file = lockFile();
  await withLock(file, async () => {});
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(file, JSON.stringify({ pid: gone, started: '1' }));
  expect(await withLock(file, () => Promise.resolve('mine'))).toBe('mine');
});

it('takes over the lock of a process whose id was given to another one', async () => {
  const file = lockFile();
  await withLock(file, async () => {});
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'another start' }));
  expect(await withLock(file, () => Promise.resolve('mine'))).toBe('mine');
});
