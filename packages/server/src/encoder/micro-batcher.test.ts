import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createMicroBatcher } from './micro-batcher.js';

const settle = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function recording(options: { maxBatch?: number; maxWaitMs?: number; maxWaiting?: number; expected?: () => number; ms?: number } = {}) {
  const batches: number[][] = [];
  const batcher = createMicroBatcher<number, number>({
    maxBatch: options.maxBatch ?? 4,
    maxWaitMs: options.maxWaitMs ?? 5,
    maxWaiting: options.maxWaiting ?? 100,
    ...(options.expected ? { expected: options.expected } : {}),
    run: async (inputs) => {
      batches.push([...inputs]);
      await settle(options.ms ?? 10);
      if (inputs.includes(-1)) throw new Error('a bad batch');
      return inputs.map((input) => input * 2);
    },
  });
  return { batcher, batches };
}

describe('createMicroBatcher', () => {
  it('answers each input with its own output, in batches of at most maxBatch, in order', async () => {
    const { batcher, batches } = recording();
    const outputs = await Promise.all(Array.from({ length: 10 }, (_, i) => batcher.submit(i)));
    expect(outputs).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
    expect(batches).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
  });

  it('lets a lone input wait no longer than maxWaitMs', async () => {
    const { batcher, batches } = recording({ maxWaitMs: 20, ms: 0 });
    await batcher.submit(1);
    expect(batches).toEqual([[1]]);
  });

  it('waits for nothing where nothing is expected, but takes along what comes in the same turn', async () => {
    const { batcher, batches } = recording({ maxWaitMs: 2 ** 31 - 1, expected: () => 0 });
    await Promise.all([1, 2, 3].map((input) => batcher.submit(input)));
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('waits for what is expected, and no longer once that is there', async () => {
    let expected = 1;
    const { batcher, batches } = recording({ maxWaitMs: 2 ** 31 - 1, expected: () => expected });
    const first = batcher.submit(1);
    await settle(20);
    expect(batches).toEqual([]);
    expected = 0;
    await Promise.all([first, batcher.submit(2)]);
    expect(batches).toEqual([[1, 2]]);
  });

  it('fills the next batch while one runs', async () => {
    const { batcher, batches } = recording({ maxWaitMs: 0, ms: 30 });
    const first = batcher.submit(1);
    await settle(10);
    const rest = [2, 3, 4].map((input) => batcher.submit(input));
    await Promise.all([first, ...rest]);
    expect(batches).toEqual([[1], [2, 3, 4]]);
  });

  it('fails only the callers of the batch that failed, and goes on', async () => {
    const { batcher } = recording({ maxBatch: 2 });
    const results = await Promise.allSettled([batcher.submit(-1), batcher.submit(1), batcher.submit(2), batcher.submit(3)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
    await expect(batcher.submit(5)).resolves.toBe(10);
  });

  it('leaves nothing behind at a signal that outlives its inputs', async () => {
    const { batcher } = recording();
    const { signal } = new AbortController();
    await Promise.allSettled([1, -1, 2, 3, 4, 5].map((input) => batcher.submit(input, { signal })));
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('refuses what would wait behind too many', async () => {
    const { batcher } = recording({ maxBatch: 1, maxWaiting: 2, ms: 30 });
    const accepted = [batcher.submit(1), batcher.submit(2), batcher.submit(3)];
    await expect(batcher.submit(4)).rejects.toMatchObject({ code: 'TOO_BUSY', retryAfterSeconds: 1 });
    await expect(Promise.all(accepted)).resolves.toEqual([2, 4, 6]);
  });

  it('leaves out what nobody waits for any more', async () => {
    const { batcher, batches } = recording({ maxBatch: 2, maxWaitMs: 0 });
    const stop = new AbortController();
    const first = batcher.submit(1);
    await settle(5);
    const gone = batcher.submit(2, { signal: stop.signal });
    const rest = [3, 4].map((input) => batcher.submit(input, { signal: new AbortController().signal }));
    stop.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    expect(await Promise.all([first, ...rest])).toEqual([2, 6, 8]);
    expect(batches).toEqual([[1], [3, 4]]);
  });

  it('takes the inputs of different clients in turn, and those in the background last', async () => {
    const { batcher, batches } = recording({ maxBatch: 2, maxWaitMs: 0 });
    const first = batcher.submit(0);
    await settle(5);
    const later = [
      batcher.submit(90, { client: 'many', background: true }),
      ...[1, 2, 3, 4].map((input) => batcher.submit(input, { client: 'many' })),
      batcher.submit(50, { client: 'one' }),
    ];
    expect(await Promise.all([first, ...later])).toEqual([0, 180, 2, 4, 6, 8, 100]);
    expect(batches).toEqual([[0], [1, 50], [2, 3], [4, 90]]);
  });

  it('refuses a run that answers with another number of outputs', async () => {
    const batcher = createMicroBatcher<number, number>({ maxBatch: 2, maxWaitMs: 0, maxWaiting: 2, run: () => Promise.resolve([]) });
    await expect(batcher.submit(1)).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
