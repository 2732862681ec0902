import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJson } from './read-json.mjs';

const POLL_MS = 200;

/**
 * Runs `work` while holding a lock file, so that two set-ups never build or download the same thing at once.
 * A lock whose process is gone (killed, power cut) is taken over.
 * @template T
 * @param {string} file the lock; its folder is made
 * @param {() => Promise<T>} work
 * @param {{ onWait?: (pid: number) => void }} [options] `onWait` is called once when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(file, work, { onWait } = {}) {
  mkdirSync(path.dirname(file), { recursive: true });
  let told = false;
  while (!tryLock(file)) {
    const holder = readHolder(file);
    if (holder !== undefined && !isAlive(holder)) {
      breakLock(file, holder);
      continue;
    }
    if (!told && holder !== undefined) {
      told = true;
      onWait?.(holder.pid);
    }
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @typedef {{ pid: number, started: string }} Holder `started` tells a reused process id from the one that took the lock */

/**
 * A link appears with its content or not at all, so no reader ever sees an empty lock.
 * @param {string} file
 */
function tryLock(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * @param {string} file
 * @returns {Holder | undefined}
 */
function readHolder(file) {
  const value = readJson(file);
  if (typeof value !== 'object' || value === null || !('pid' in value) || typeof value.pid !== 'number') return undefined;
  return { pid: value.pid, started: 'started' in value ? String(value.started) : '' };
}

/**
 * Only one process may remove a dead lock, or the second would remove the first one's fresh lock.
 * @param {string} file
 * @param {Holder} dead
 */
function breakLock(file, dead) {
  const breaker = `${file}.break`;
  if (!tryLock(breaker)) {
    const other = readHolder(breaker);
    if (other !== undefined && !isAlive(other)) rmSync(breaker, { force: true });
    return;
  }
  try {
    const now = readHolder(file);
    if (now !== undefined && now.pid === dead.pid && now.started === dead.started) rmSync(file, { force: true });
  } finally {
    rmSync(breaker, { force: true });
  }
}

/** @param {Holder} holder */
function isAlive({ pid, started }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return startOf(pid) === started;
}

/**
 * @param {number} pid
 * @returns {string} the start time from /proc (field 22), empty where there is no /proc
 */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name in brackets may hold spaces; the fields are counted after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
