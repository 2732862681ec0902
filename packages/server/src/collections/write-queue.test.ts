import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Write, WriteResult } from '../domain/item-store.js';
import { createWriteQueue } from './write-queue.js';

const remove = (id: string): Write => ({ type: 'remove', id });

/** A queue, the ids of each commit, and a lever: commits end when it is pulled. */
function makeQueue(fail: (ids: readonly string[]) => boolean = () => false) {
  const commits: string[][] = [];
  let pull: (() => void)[] = [];
  const queue = createWriteQueue(async (writes) => {
    const ids = writes.map((write) => (write.type === 'remove' ? write.id : ''));
    commits.push(ids);
    await new Promise<void>((resolve) => pull.push(resolve));
    if (fail(ids)) throw new Error(`no ${ids[0]}`);
    return ids.map((id) => id as unknown as WriteResult);
  });
  const letGo = async (): Promise<void> => {
    for (const resolve of pull) resolve();
    pull = [];
    await sleep(0);
  };
  return { queue, commits, letGo };
}

describe('a write queue', () => {
  it('commits together what arrives during a commit, at most 128, in order, and answers each with its own result', async () => {
    const { queue, commits, letGo } = makeQueue();
    const results = Array.from({ length: 140 }, (_, n) => queue.add(remove(`${n}`)));
    for (let round = 0; round < 4; round++) await letGo();
    expect(commits.map((ids) => ids.length)).toEqual([1, 128, 11]);
    expect(await Promise.all(results)).toEqual(Array.from({ length: 140 }, (_, n) => `${n}`));
    const late = queue.add(remove('late'));
    await letGo();
    expect(await late).toBe('late');
  });

  it('fails those of a failed commit alone', async () => {
    const { queue, letGo } = makeQueue((ids) => ids.includes('bad'));
    const bad = queue.add(remove('bad')).catch((error: unknown) => (error as Error).message);
    const good = sleep(0).then(() => queue.add(remove('good')));
    for (let round = 0; round < 4; round++) await letGo();
    expect(await Promise.all([bad, good])).toEqual(['no bad', 'good']);
  });

  it('lets those wait whose commit has not begun, until every hold has ended', async () => {
    const { queue, commits, letGo } = makeQueue();
    const underWay = queue.add(remove('under way'));
    const first = queue.hold();
    const second = queue.hold();
    const held = queue.add(remove('held'));
    await letGo();
    expect(await underWay).toBe('under way');
    first();
    await letGo();
    expect(commits).toEqual([['under way']]);
    second();
    await sleep(0);
    await letGo();
    expect(await held).toBe('held');
  });

  it('holds nothing any more once it finishes', async () => {
    const { queue, commits, letGo } = makeQueue();
    queue.hold();
    const held = queue.add(remove('held'));
    await sleep(0);
    expect(commits).toEqual([]);
    const finished = queue.finish();
    queue.hold();
    await sleep(0);
    await letGo();
    await finished;
    expect(await held).toBe('held');
  });
});
