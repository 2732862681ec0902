import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdRun, type HeldRun } from './hold-run.js';
import { readOwner } from './owner-file.js';
import { processIdentity } from './owner-life.js';

const program = fileURLToPath(new URL('../../test/hold-runs.ts', import.meta.url));

let home: string;
let children: ChildProcessWithoutNullStreams[];
beforeEach(async () => {
  children = [];
  home = await mkdtemp(path.join(tmpdir(), 'supcon-hold-'));
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

/** A process that takes runs as it is told. */
async function startHolder() {
  const child = spawn(process.execPath, ['--import', 'tsx', program]);
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  expect(await next()).toBe('ready');
  return {
    child,
    take: (folder: string): Promise<string> => {
      child.stdin.write(`${folder}\n`);
      return next();
    },
  };
}

async function makeRun(name: string, owner?: object): Promise<string> {
  const folder = path.join(home, name);
  await mkdir(folder);
  if (owner) await writeFile(path.join(folder, 'owner.json'), JSON.stringify(owner));
  return folder;
}

async function hold(folder: string): Promise<HeldRun> {
  const outcome = await holdRun(folder);
  if ('other' in outcome) throw new Error('somebody has it');
  return outcome.held;
}

const owned = (folder: string) => readOwner(path.join(folder, 'owner.json'), Date.now());

describe('holdRun', () => {
  it('names who has a run, and gives it back without a trace', async () => {
    const folder = await makeRun('a');
    const held = await hold(folder);
    expect(held.isHeld()).toBe(true);
    const other = await holdRun(folder);
    expect(other).toMatchObject({ other: { life: 'alive', owner: { pid: process.pid, id: held.owner.id } } });
    held.release();
    held.release();
    expect(held.isHeld()).toBe(false);
    expect(await readdir(folder)).toEqual([]);
    (await hold(folder)).release();
  });

  it('does not take a run for its own that another owner has since', async () => {
    const folder = await makeRun('a');
    const held = await hold(folder);
    await rm(path.join(folder, 'owner.json'));
    expect(held.isHeld()).toBe(false);
    const second = await hold(folder);
    held.release();
    expect(second.isHeld()).toBe(true);
    second.release();
  });

  it('takes over a file that is no owner only when it has been lying there for long', async () => {
    const folder = await makeRun('a');
    const file = path.join(folder, 'owner.json');
    await writeFile(file, '{"pid":');
    expect(await holdRun(folder)).toMatchObject({ other: { life: 'unknown' } });
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(file, longAgo, longAgo);
    (await hold(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses the run of a process that is paused, and takes it when that is killed', async () => {
    const folder = await makeRun('a');
    const { child, take } = await startHolder();
    expect(await take(folder)).toBe('held');
    child.kill('SIGSTOP');
    const longAgo = new Date(Date.now() - 16 * 60_000);
    await utimes(path.join(folder, 'owner.json'), longAgo, longAgo);
    expect(await holdRun(folder)).toMatchObject({ other: { life: 'alive', owner: { pid: child.pid } } });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(owned(folder)).toMatchObject({ life: 'dead' });
    (await hold(folder)).release();
  });

  it('gives a run back when its process ends by itself', async () => {
    const folder = await makeRun('a');
    const { child, take } = await startHolder();
    expect(await take(folder)).toBe('held');
    expect(owned(folder)).toMatchObject({ life: 'alive' });
    child.stdin.end();
    // The heartbeat keeps nobody alive.
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets exactly one of several processes have a run, also when all find that its owner is dead', async () => {
    const gone = spawn('sleep', ['60']);
    await once(gone, 'spawn');
    const dead = { formatVersion: 1, ...processIdentity(gone.pid), since: '2026-01-01T00:00:00.000Z' };
    gone.kill('SIGKILL');
    await once(gone, 'exit');
    const holders = await Promise.all([1, 2, 3, 4].map(() => startHolder()));
    for (let round = 0; round < 30; round++) {
      const id = `00000000-0000-4000-8000-${String(round).padStart(12, '0')}`;
      // Every third run was never held; of every other third somebody died while taking it over.
      const folder = await makeRun(`run-${round}`, round % 3 === 0 ? undefined : { ...dead, id });
      if (round % 3 === 2) await writeFile(path.join(folder, `owner.json.${id}`), JSON.stringify({ ...dead, id: `${id}-claim` }));
      const answers = await Promise.all(holders.map(({ take }) => take(folder)));
      const winner = answers.indexOf('held');
      expect(answers, `round ${round}`).toEqual(holders.map((_, at) => (at === winner ? 'held' : String(holders[winner]?.child.pid))));
      expect(await readdir(folder)).toEqual(['owner.json']);
    }
  });

  it('beats while the main thread does nothing but compute', async () => {
    const folder = await makeRun('a');
    const held = await hold(folder);
    const file = path.join(folder, 'owner.json');
    try {
      // The thread is given time to start, then the main thread does not turn for more than one beat.
      await sleep(2000);
      const longAgo = new Date(Date.now() - 600_000);
      await utimes(file, longAgo, longAgo);
      const until = Date.now() + 7000;
      while (Date.now() < until);
      expect((await stat(file)).mtimeMs).toBeGreaterThan(longAgo.getTime() + 500_000);
      expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(held.owner);
    } finally {
      held.release();
    }
  });
});
