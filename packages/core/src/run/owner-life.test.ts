import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ownerLife, processIdentity } from './owner-life.js';

const HOUR = 60 * 60_000;

describe('ownerLife', () => {
  it('knows this process, however long it has been silent', () => {
    expect(ownerLife(processIdentity(), 0)).toBe('alive');
    expect(ownerLife(processIdentity(), HOUR)).toBe('alive');
  });

  it('knows a killed process at once, also while its parent has not asked how it ended', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const identity = processIdentity(child.pid);
    expect(ownerLife(identity, 0)).toBe('alive');
    process.kill(child.pid!, 'SIGSTOP');
    expect(ownerLife(identity, HOUR)).toBe('alive');
    process.kill(child.pid!, 'SIGKILL');
    await once(child, 'exit');
    expect(ownerLife(identity, 0)).toBe('dead');
  });

  it.runIf(process.platform === 'linux')('tells a later process with the same number from the owner', () => {
    const identity = processIdentity();
    expect(identity.started).toBeGreaterThan(0);
    expect(ownerLife({ ...identity, started: identity.started! - 1 }, 0)).toBe('dead');
  });

  it('cannot ask another machine, nor another container until a restart is the likelier story', () => {
    expect(ownerLife({ ...processIdentity(), host: 'elsewhere' }, HOUR)).toBe('unknown');
    const otherBoot = { host: hostname(), pid: process.pid, place: 'another boot' };
    expect(ownerLife(otherBoot, 0)).toBe('unknown');
    expect(ownerLife(otherBoot, HOUR)).toBe('dead');
  });
});
