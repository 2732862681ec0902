import { describe, expect, it } from 'vitest';
import { createPool } from './pool.js';

describe('createPool', () => {
  it('runs at most as many works at a time as allowed, and refuses what would wait behind too many', async () => {
    const pool = createPool('works', { concurrent: 2, waiting: 1 });
    let most = 0;
    let running = 0;
    const releases: (() => void)[] = [];
    const work = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => releases.push(resolve));
      running--;
    };
    const accepted = [pool.run(work), pool.run(work), pool.run(work)];
    await expect(pool.run(work)).rejects.toMatchObject({ code: 'TOO_BUSY' });
    while (releases.length > 0) {
      releases.shift()!();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await Promise.all(accepted);
    expect(most).toBe(2);
    expect(pool.running).toBe(0);
  });

  it('passes the place on after a work that failed', async () => {
    const pool = createPool('works', { concurrent: 1, waiting: 5 });
    const failed = pool.run(() => Promise.reject(new Error('no')));
    const next = pool.run(() => Promise.resolve(7));
    await expect(failed).rejects.toThrow('no');
    await expect(next).resolves.toBe(7);
  });

  it('lets go of what waits when its signal aborts, and of nothing that runs', async () => {
    const pool = createPool('works', { concurrent: 1, waiting: 2 });
    const stop = new AbortController();
    let finish = (): void => undefined;
    const begun: string[] = [];
    const first = pool.run(() => new Promise<string>((resolve) => (finish = () => resolve('first'))), { signal: stop.signal });
    const work = (name: string) => () => Promise.resolve(begun.push(name));
    const second = pool.run(work('second'), { signal: stop.signal });
    const third = pool.run(work('third'));
    await new Promise(setImmediate);
    stop.abort(new Error('not wanted any more'));
    await expect(second).rejects.toThrow('not wanted any more');
    // Its place in the queue is free again.
    const fourth = pool.run(work('fourth'));
    finish();
    expect(await first).toBe('first');
    await Promise.all([third, fourth]);
    expect(begun).toEqual(['third', 'fourth']);
    const just = new AbortController();
    const sixth = pool.run(work('sixth'), { signal: just.signal });
    just.abort(new Error('not wanted either'));
    await expect(sixth).rejects.toThrow('not wanted either');
    expect([begun.length, pool.running]).toEqual([2, 0]);
    await expect(pool.run(work('fifth'), { signal: stop.signal })).rejects.toThrow('not wanted any more');
  });

  it('lets clients that wait take turns', async () => {
    const pool = createPool('works', { concurrent: 1, waiting: 10 });
    const begun: string[] = [];
    const work = (name: string) => () => Promise.resolve(begun.push(name));
    await Promise.all([
      ...['a1', 'a2', 'a3'].map((name) => pool.run(work(name), { client: 'a' })),
      pool.run(work('b1'), { client: 'b' }),
      pool.run(work('patient'), { client: 'c', background: true }),
      pool.run(work('b2'), { client: 'b' }),
    ]);
    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'patient']);
  });
});
