import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SupconAbortError } from './errors.js';
import { inBulk, type BulkProgress } from './in-bulk.js';

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const result of results) found.push(result);
  return found;
}

describe('inBulk', () => {
  it.each([1, 3, 64])('gives each result once, and works on at most %i at a time', async (concurrency) => {
    let [running, most] = [0, 0];
    const work = async (input: number): Promise<number> => {
      most = Math.max(most, ++running);
      await sleep((input * 7) % 5);
      running--;
      return input * 2;
    };
    const inputs = Array.from({ length: 50 }, (_, n) => n);
    const results = await all(inBulk(inputs, work, { concurrency }));
    expect(results.map(({ index, input, value }) => [index, input, value]).sort(([a], [b]) => a! - b!)).toEqual(
      inputs.map((n) => [n, n, n * 2]),
    );
    expect(most).toBe(Math.min(concurrency, 50));
  });

  it('lets one that fails stop no other, and tells how far it has come', async () => {
    const progress: BulkProgress[] = [];
    const work = (input: number) => (input === 1 ? Promise.reject(new Error('no')) : Promise.resolve(input));
    const results = await all(inBulk([0, 1, 2], work, { onProgress: (each) => progress.push(each) }));
    expect(results.map(({ error }) => (error as Error | undefined)?.message)).toEqual([undefined, 'no', undefined]);
    expect(progress.map(({ done, total }) => [done, total])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    expect(progress.at(-1)!.failed).toBe(1);
  });

  it('asks for no more inputs than there is room for, and closes them when nobody wants more', async () => {
    let [asked, closed] = [0, false];
    async function* endless() {
      try {
        for (;;) {
          await Promise.resolve();
          yield asked++;
        }
      } finally {
        closed = true;
      }
    }
    const signals: AbortSignal[] = [];
    for await (const { index } of inBulk(endless(), (input, signal) => Promise.resolve(signals.push(signal) && input), {
      concurrency: 2,
    })) {
      expect(asked).toBeLessThanOrEqual(index + 3);
      if (index === 9) break;
    }
    expect([closed, signals.every(({ aborted }) => aborted)]).toEqual([true, true]);
  });

  it('ends when the caller aborts, with what is under way', async () => {
    const stop = new AbortController();
    let aborted = 0;
    const work = (_: number, signal: AbortSignal) =>
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted++;
          reject(new Error('aborted'));
        });
      });
    setTimeout(() => stop.abort(), 20);
    await expect(all(inBulk([1, 2, 3], work, { concurrency: 2, signal: stop.signal }))).rejects.toBeInstanceOf(SupconAbortError);
    expect(aborted).toBe(2);
    await expect(all(inBulk([1], work, { signal: AbortSignal.abort() }))).rejects.toBeInstanceOf(SupconAbortError);
  });

  it.each([0, 65, 1.5, Number.NaN])('refuses a concurrency of %d', async (concurrency) => {
    await expect(all(inBulk([1], () => Promise.resolve(1), { concurrency }))).rejects.toThrow(
      /concurrency: expected a whole number from 1 to 64, got/,
    );
  });
});
