import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../test/model-record.js';
import { createMemoryModelRegistry, type MemoryModelRegistry } from '../adapters/memory/memory-model-registry.js';
import type { EncoderLease } from '../domain/encoder-leases.js';
import type { ModelRecord } from '../domain/model-registry.js';
import { createEncoderPool, type EncoderPool } from './encoder-pool.js';

const [a, b, c] = ['a', 'b', 'c'].map((name) => modelRecord(name, 1)) as [ModelRecord, ModelRecord, ModelRecord];
const tick = (): Promise<void> => sleep(1);
const isPending = async (promise: Promise<unknown>): Promise<boolean> => {
  await tick();
  return (await Promise.race([promise.then(() => 'settled'), Promise.resolve('pending')])) === 'pending';
};

/** A pool of encoders that only say when they come and go. */
class Bench {
  readonly registry: MemoryModelRegistry = createMemoryModelRegistry([a, b, c]);
  readonly log: string[] = [];
  /** Loaded and not yet closed. */
  live = 0;
  mostLive = 0;
  readonly pool: EncoderPool;
  /** Awaited by each loading. */
  gate: (model: ModelRecord) => Promise<void> = () => Promise.resolve();

  /** Loaded and not yet closed, at its most. */
  mostBytes = 0;
  bytes = 0;

  /** @param weights bytes of each model, default 1. */
  constructor(
    maxLoaded = 2,
    maxWaiting = 100,
    { maxBytes = 1000, weights = {} }: { readonly maxBytes?: number; readonly weights?: Readonly<Record<string, number>> } = {},
  ) {
    const weightOf = ({ name }: ModelRecord): number => weights[name] ?? 1;
    this.pool = createEncoderPool({
      registry: this.registry,
      maxLoaded,
      maxBytes,
      maxWaiting,
      weigh: (model) => Promise.resolve({ weightsBytes: weightOf(model), arenaBytes: 0 }),
      logger: pino({ level: 'silent' }),
      load: async (model) => {
        this.log.push(`load ${model.name}`);
        this.mostLive = Math.max(this.mostLive, ++this.live);
        this.mostBytes = Math.max(this.mostBytes, (this.bytes += weightOf(model)));
        try {
          await this.gate(model);
        } catch (error) {
          this.live--;
          this.bytes -= weightOf(model);
          throw error;
        }
        return {
          status: 'ready',
          encode: () => Promise.resolve({ embedding: Float32Array.of(1), logits: Float32Array.of(0), warnings: [] }),
          encodeAll: () => Promise.resolve([]),
          occlude: () => Promise.reject(new Error('none')),
          close: async () => {
            await tick();
            this.live--;
            this.bytes -= weightOf(model);
            this.log.push(`close ${model.name}`);
          },
        };
      },
    });
  }

  async use(model: string | ModelRecord): Promise<void> {
    (await this.pool.lease(model)).release();
  }
}

describe('createEncoderPool', () => {
  it('loads a model once for all who ask at the same time, by whatever reference, and again for none after', async () => {
    const bench = new Bench();
    await bench.registry.setAlias('production', 'a', new Date(0));
    const leases = await Promise.all(['a', 'a/1', 'production', a.encoderHash, a].map((reference) => bench.pool.lease(reference)));
    expect(new Set(leases.map(({ encoder }) => encoder)).size).toBe(1);
    expect(leases.map(({ model }) => model)).toEqual(Array(5).fill(a));
    for (const { release } of leases) release();
    await bench.use('a');
    expect(bench.log).toEqual(['load a']);
    expect(bench.pool.loaded).toEqual([a]);
  });

  it('closes the least recently used encoder that nobody holds, before it loads another', async () => {
    const bench = new Bench();
    await bench.use('a');
    await bench.use('b');
    await bench.use('a');
    await bench.use('c');
    expect(bench.log).toEqual(['load a', 'load b', 'close b', 'load c']);
    expect(bench.pool.loaded).toEqual([a, c]);
  });

  it('never closes an encoder that somebody holds', async () => {
    const bench = new Bench();
    const held = await bench.pool.lease('a');
    for (const name of ['b', 'c', 'b', 'c']) await bench.use(name);
    expect(bench.log.filter((line) => line.endsWith(' a'))).toEqual(['load a']);
    held.release();
    // A second release must not count twice.
    held.release();
    const again = await bench.pool.lease('a');
    for (const name of ['b', 'c', 'b']) await bench.use(name);
    expect(bench.log.filter((line) => line.endsWith(' a'))).toEqual(['load a']);
    again.release();
  });

  it('lets a lease wait where all are held, and serves it though the busy model is asked for all the time', async () => {
    const bench = new Bench();
    const resident = await bench.pool.lease('a', { resident: true });
    let busy = await bench.pool.lease('b');
    const waiting = bench.pool.lease('c');
    expect(await isPending(waiting)).toBe(true);
    // The resident one goes on as if nothing were; the other one takes no new leases until it has made room.
    await bench.use('a');
    const later = bench.pool.lease('b');
    expect(await isPending(later)).toBe(true);
    busy.release();
    const third = await waiting;
    expect(third.model).toEqual(c);
    expect(await isPending(later)).toBe(true);
    third.release();
    busy = await later;
    expect(bench.log).toEqual(['load a', 'load b', 'close b', 'load c', 'close c', 'load b']);
    busy.release();
    resident.release();
  });

  it('does not let a model make room for somebody who found room elsewhere', async () => {
    const bench = new Bench();
    const [first, second] = [await bench.pool.lease('a'), await bench.pool.lease('b')];
    const waiting = bench.pool.lease('c');
    expect(await isPending(waiting)).toBe(true);
    second.release();
    (await waiting).release();
    await bench.use('a');
    expect(bench.pool.loaded).toEqual([c, a]);
    first.release();
  });

  it('tells everybody who waits that loading failed, and tries again when asked again', async () => {
    const bench = new Bench();
    bench.gate = async () => {
      await tick();
      throw new Error('damaged');
    };
    const results = await Promise.allSettled([bench.pool.lease('a'), bench.pool.lease('a'), bench.pool.lease('b')]);
    expect(results.map((result) => result.status === 'rejected' && (result.reason as Error).message)).toEqual(Array(3).fill('damaged'));
    expect(bench.log).toEqual(['load a', 'load b']);
    expect(bench.pool.loaded).toEqual([]);
    bench.gate = () => Promise.resolve();
    await bench.use('a');
    expect(bench.log).toEqual(['load a', 'load b', 'load a']);
  });

  it('gives the place of one that failed to whoever waits for it', async () => {
    const bench = new Bench(1);
    let fail: (reason: Error) => void = () => undefined;
    bench.gate = ({ name }) => (name === 'a' ? new Promise((_, reject) => (fail = reject)) : Promise.resolve());
    const failing = bench.pool.lease('a');
    await tick();
    const waiting = bench.pool.lease('b');
    expect(await isPending(waiting)).toBe(true);
    fail(new Error('damaged'));
    await expect(failing).rejects.toThrow('damaged');
    expect((await waiting).model).toEqual(b);
  });

  it('loads anew what was frozen again in the same place', async () => {
    const bench = new Bench();
    await bench.use('a');
    bench.registry.lose('a', 1);
    bench.registry.add(modelRecord('a', 1, { seed: 2 }));
    await bench.use('a');
    expect(bench.log).toEqual(['load a', 'load a']);
  });

  it('lends what is loaded by its hash even when its artifact is gone', async () => {
    const bench = new Bench();
    await bench.use('a');
    bench.registry.lose('a', 1);
    await bench.use(a.encoderHash);
    await expect(bench.pool.lease('a')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  it('refuses what is no reference, what is not there, and more waiting than it takes', async () => {
    const bench = new Bench(1, 1);
    await expect(bench.pool.lease('../a')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(bench.pool.lease('d')).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining('a/1') as string,
    });
    const held = await bench.pool.lease('a');
    const waiting = bench.pool.lease('b');
    await tick();
    await expect(bench.pool.lease('c')).rejects.toMatchObject({ code: 'TOO_BUSY', retryAfterSeconds: 2 });
    held.release();
    (await waiting).release();
  });

  it('keeps to the memory that models may take: of those that nobody holds the least recently used go, but first those without an alias', async () => {
    const bench = new Bench(10, 100, { maxBytes: 100, weights: { a: 60, b: 30, c: 50 } });
    await bench.registry.setAlias('canary', 'a', new Date(0));
    await bench.use('a');
    await bench.use('b');
    expect(bench.pool.memoryOf(a)).toEqual({ weightsBytes: 60, arenaBytes: 0 });
    await bench.use('c');
    // Without b there was still no room.
    expect(bench.log).toEqual(['load a', 'load b', 'close b', 'close a', 'load c']);
    expect([bench.pool.memoryOf(a), bench.mostBytes]).toEqual([undefined, 90]);
  });

  it('waits for what is held to be given back, however many have to go', async () => {
    const bench = new Bench(10, 100, { maxBytes: 100, weights: { a: 40, b: 40, c: 90 } });
    const held = [await bench.pool.lease('a'), await bench.pool.lease('b')];
    const waiting = bench.pool.lease('c');
    expect(await isPending(waiting)).toBe(true);
    held[0]!.release();
    expect(await isPending(waiting)).toBe(true);
    held[1]!.release();
    expect((await waiting).model).toEqual(c);
    expect(bench.mostBytes).toBeLessThanOrEqual(100);
  });

  it('refuses what would never fit beside the one that serves, saying what is loaded, and goes on with the others', async () => {
    const bench = new Bench(10, 100, {
      maxBytes: 100 * 1024 * 1024,
      weights: { a: 70 * 1024 * 1024, b: 30 * 1024 * 1024, c: 31 * 1024 * 1024 },
    });
    const serving = await bench.pool.lease('a', { resident: true });
    const refused = bench.pool.lease('c');
    await expect(refused).rejects.toMatchObject({
      code: 'MODEL_MEMORY_FULL',
      message: expect.stringMatching(
        /c\/1 takes 31 MiB .* of the 100 MiB .* loaded are: a\/1 70 MiB, which serves\. Raise SUPCON_MODEL_MEMORY/,
      ) as string,
    });
    await bench.use('b');
    // While one model takes over from another there are two, and one of them will go.
    const next = await bench.pool.lease('b', { resident: true });
    const waiting = bench.pool.lease('c');
    expect(await isPending(waiting)).toBe(true);
    serving.release();
    expect((await waiting).model).toEqual(c);
    next.release();
  });

  it('closes what will not be asked for again as soon as it was given back', async () => {
    const bench = new Bench();
    const lease = await bench.pool.lease(a, { once: true });
    expect(bench.pool.loaded).toEqual([a]);
    lease.release();
    expect(bench.pool.loaded).toEqual([]);
    await bench.use('a');
    expect(bench.pool.loaded).toEqual([a]);
  });

  it('closes when every lease was given back, and refuses those that wait or come', async () => {
    const bench = new Bench(1);
    const held = await bench.pool.lease('a');
    const waiting = bench.pool.lease('b');
    await tick();
    const closed = bench.pool.close();
    await expect(waiting).rejects.toMatchObject({ code: 'NOT_READY' });
    await expect(bench.pool.lease('a')).rejects.toMatchObject({ code: 'NOT_READY' });
    expect(await isPending(closed)).toBe(true);
    expect(bench.log).toEqual(['load a']);
    held.release();
    await closed;
    expect(bench.log).toEqual(['load a', 'close a']);
    expect(bench.live).toBe(0);
  });

  it('keeps to its size, serves everybody and leaves nothing behind, in any order of asking and giving back', async () => {
    const names = ['a', 'b', 'c'];
    const step = fc.oneof(
      fc.record({ type: fc.constant('lease' as const), name: fc.constantFrom(...names), fails: fc.boolean() }),
      fc.record({ type: fc.constant('release' as const), which: fc.nat(20) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 3, max: 7 }),
        async (steps, maxLoaded, maxBytes) => {
          const bench = new Bench(maxLoaded, 100, { maxBytes, weights: { a: 1, b: 2, c: 3 } });
          const failing = new Set<string>();
          bench.gate = ({ name }) => (failing.has(name) ? Promise.reject(new Error('damaged')) : Promise.resolve());
          const held: EncoderLease[] = [];
          const asked: Promise<unknown>[] = [];
          for (const taken of steps) {
            if (taken.type === 'release') held.splice(taken.which % Math.max(1, held.length), 1)[0]?.release();
            else {
              if (taken.fails) failing.add(taken.name);
              else failing.delete(taken.name);
              asked.push(
                bench.pool
                  .lease(taken.name)
                  .then((lease) => held.push(lease))
                  .catch(() => undefined),
              );
            }
            await Promise.resolve();
          }
          const all = Promise.all(asked).then(() => true);
          while (!(await Promise.race([all, tick().then(() => false)]))) held.splice(0).forEach(({ release }) => release());
          for (const { release } of held) release();
          await bench.pool.close();
          expect(bench.mostLive).toBeLessThanOrEqual(maxLoaded);
          expect(bench.mostBytes).toBeLessThanOrEqual(maxBytes);
          expect(bench.live).toBe(0);
        },
      ),
      { numRuns: 60, seed: 15 },
    );
  });
});
