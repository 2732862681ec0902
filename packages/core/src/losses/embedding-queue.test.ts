import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directionalDerivative, dot, normals, relativeError } from '../../test/gradient-check.js';
import { naiveSupConOfRows, numericGradient, rowsOf, unitRows } from '../../test/naive-contrastive.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createEmbeddingQueue, type EmbeddingQueue, type QueueState } from './embedding-queue.js';
import { supConLoss, type SupConOptions } from './supcon-loss.js';

const SIZE = 4;
const numbers = (from: number, count: number): Float32Array => Float32Array.from({ length: count * SIZE }, (_, i) => from + i);

describe('createEmbeddingQueue', () => {
  it('hands out what was pushed, oldest first, and forgets the oldest beyond its capacity', () => {
    const queue = createEmbeddingQueue({ capacity: 5, size: SIZE });
    expect(queue).toMatchObject({ capacity: 5, size: SIZE, count: 0 });
    queue.push(numbers(0, 3), Int32Array.of(0, 1, 2));
    queue.push(numbers(100, 3), Int32Array.of(3, 4, 5));
    expect(queue.count).toBe(5);
    expect([...queue.labels]).toEqual([1, 2, 3, 4, 5]);
    expect([...queue.embeddings.subarray(0, SIZE)]).toEqual([4, 5, 6, 7]);
    expect([...queue.embeddings.subarray(2 * SIZE, 3 * SIZE)]).toEqual([100, 101, 102, 103]);
    queue.push(numbers(200, 7), Int32Array.of(6, 7, 8, 9, 10, 11, 12));
    expect([...queue.labels]).toEqual([8, 9, 10, 11, 12]);
    expect(queue.embeddings[0]).toBe(208);
  });

  it('copies what it is given', () => {
    const queue = createEmbeddingQueue({ capacity: 2, size: SIZE });
    const rows = numbers(0, 1);
    queue.push(rows, Int32Array.of(7));
    rows.fill(-1);
    expect([...queue.embeddings]).toEqual([0, 1, 2, 3]);
  });

  it('refuses rows and states that do not fit, and keeps what it has', () => {
    const code = (name: string): Error => expect.objectContaining({ code: name }) as Error;
    for (const options of [
      { capacity: 0, size: 4 },
      { capacity: 4, size: 1.5 },
    ])
      expect(() => createEmbeddingQueue(options)).toThrow(code('BAD_LOSS'));
    const queue = createEmbeddingQueue({ capacity: 2, size: SIZE });
    queue.push(numbers(0, 1), Int32Array.of(7));
    expect(() => {
      queue.push(numbers(0, 1), Int32Array.of(1, 2));
    }).toThrow(code('BAD_SHAPE'));
    expect(() => {
      queue.push(numbers(0, 1), Int32Array.of(2 ** 24 + 1));
    }).toThrow(code('BAD_LABELS'));
    const larger = createEmbeddingQueue({ capacity: 3, size: SIZE });
    larger.push(numbers(0, 3), Int32Array.of(1, 2, 3));
    const other = createEmbeddingQueue({ capacity: 2, size: SIZE + 1 });
    other.push(new Float32Array(SIZE + 1), Int32Array.of(1));
    for (const state of [new Map() as QueueState, larger.state(), other.state()])
      expect(() => {
        queue.load(state);
      }).toThrow(code('BAD_WEIGHTS'));
    expect([...queue.labels]).toEqual([7]);
  });
});

describe('supConLoss with a queue', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createNativeEngine();
  });
  afterAll(() => {
    engine.dispose();
  });

  const run = async (rows: Float32Array, labels: readonly number[], options: SupConOptions) => {
    const before = engine.liveHandles();
    const projections = engine.upload(rows, [labels.length, SIZE]);
    const { gradient, ...rest } = await supConLoss(engine, projections, Int32Array.from(labels), options);
    const values = Float32Array.from(await engine.download(gradient));
    engine.free(projections, gradient);
    expect(engine.liveHandles()).toBe(before);
    return { ...rest, gradient: values };
  };
  const batch = (seed: number): Float32Array => normals(seed, 6 * SIZE);
  const labels = [0, 0, 1, 1, 2, 3];
  const filled = (): EmbeddingQueue => {
    const queue = createEmbeddingQueue({ capacity: 8, size: SIZE });
    queue.push(Float32Array.from(unitRows(rowsOf(batch(5), SIZE)).flat()), Int32Array.of(3, 0, 1, 1, 4, 4));
    return queue;
  };

  it('is the plain loss while the queue is empty, and afterwards the queue holds the batch, of length 1', async () => {
    const queue = createEmbeddingQueue({ capacity: 8, size: SIZE });
    const with_ = await run(batch(1), labels, { queue });
    expect(with_).toEqual(await run(batch(1), labels, {}));
    expect([...queue.labels]).toEqual(labels);
    expect(relativeError(queue.embeddings, unitRows(rowsOf(batch(1), SIZE)).flat())).toBeLessThan(1e-6);
  });

  it.each([{}, { form: 'in' }, { denominator: 'one-positive' }, { denominator: 'only-negatives' }] as const)(
    'takes queued rows as constant positives and negatives of the batch, %o',
    async (form) => {
      const queue = filled();
      const extra = { rows: rowsOf(queue.embeddings, SIZE), labels: [...queue.labels] };
      const naive = (rows: readonly (readonly number[])[]): number => naiveSupConOfRows(rows, labels, { temperature: 0.2, extra, ...form });
      const got = await run(batch(2), labels, { temperature: 0.2, queue, ...form });
      expect(got.loss).toBeCloseTo(naive(rowsOf(batch(2), SIZE)), 5);
      expect(relativeError(got.gradient, numericGradient(rowsOf(batch(2), SIZE), naive))).toBeLessThan(1e-4);
      // Label 3 is alone in the batch but not in the queue; label 2 has nobody.
      expect(got.anchorsWithoutPositives).toBe(1);
      expect([...queue.labels]).toEqual([4, 4, ...labels]);
    },
  );

  it('agrees with finite differences of itself', async () => {
    const { gradient } = await run(batch(3), labels, { queue: filled() });
    const direction = normals(4, 6 * SIZE);
    const numeric = await directionalDerivative(batch(3), direction, 1e-3, async (at) => (await run(at, labels, { queue: filled() })).loss);
    expect(Math.abs(dot(gradient, direction) - numeric)).toBeLessThan(2e-3 * (1 + Math.abs(numeric)));
  });

  it('goes on to the bit after a resume: a new queue with the saved state answers the same for every batch to come', async () => {
    const queue = createEmbeddingQueue({ capacity: 10, size: SIZE });
    for (const seed of [1, 2, 3]) await run(batch(seed), labels, { queue });
    const resumed = createEmbeddingQueue({ capacity: 10, size: SIZE });
    // What a checkpoint keeps: names, shapes and float32 values.
    const saved = new Map([...queue.state()].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]));
    resumed.load(saved);
    for (const seed of [4, 5, 6]) {
      const want = await run(batch(seed), labels, { queue });
      expect(await run(batch(seed), labels, { queue: resumed })).toEqual(want);
      expect(resumed.state()).toEqual(queue.state());
    }
    // Forgetting the state is noticed.
    const lost = await run(batch(7), labels, { queue: createEmbeddingQueue({ capacity: 10, size: SIZE }) });
    expect(lost.loss).not.toBeCloseTo((await run(batch(7), labels, { queue })).loss, 3);
  });

  it('survives a resume while empty, and refuses a queue of another size', async () => {
    const resumed = filled();
    resumed.load(createEmbeddingQueue({ capacity: 3, size: SIZE }).state());
    expect(resumed.count).toBe(0);
    const wrong = createEmbeddingQueue({ capacity: 8, size: SIZE + 1 });
    await expect(run(batch(1), labels, { queue: wrong })).rejects.toThrow(/queue of size 5 does not fit/);
  });
});
