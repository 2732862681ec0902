import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normals, relativeError, takeGradient, values } from '../../test/gradient-check.js';
import { createEncoder } from '../encoders/create-encoder.js';
import { planResNet } from '../plans/resnet-plan.js';
import type { Engine, Handle } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createProjectionHead } from '../heads/projection-head.js';
import { gradCacheStep, type GradCacheModel } from './grad-cache.js';
import { supConLoss } from './supcon-loss.js';

const BATCH = 1024;
const CHUNK = 32;
const SIDE = 8;
const plan = planResNet({ depth: 18, stem: 'small', width: 2 });
const labels = Int32Array.from({ length: BATCH }, (_, i) => (i * 7) % 10);
const pixels = normals(1, BATCH * SIDE * SIDE * 3);

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

/** An encoder with its head; the same seed gives the same weights. */
function createModel() {
  const encoder = createEncoder(engine, plan, { seed: 3 });
  const head = createProjectionHead(engine, { inputs: encoder.embeddingSize, hidden: 16, outputs: 8, seed: 3 });
  let embedding: Handle | undefined;
  const dropEmbedding = (): void => {
    if (embedding) engine.free(embedding);
    embedding = undefined;
  };
  const forward = (images: Handle, updateStatistics: boolean): Handle => {
    dropEmbedding();
    embedding = encoder.forward(images, { updateStatistics });
    return head.forward(embedding, { updateStatistics });
  };
  const cached: GradCacheModel<Handle> = {
    embed: (images) => {
      const projections = forward(images, false);
      encoder.discard();
      head.discard();
      dropEmbedding();
      return projections;
    },
    forward: (images) => forward(images, true),
    backward: (gradient) => {
      const dEmbedding = head.backward(gradient);
      encoder.backward(dEmbedding);
      engine.free(dEmbedding);
      dropEmbedding();
    },
  };
  const parameters = [...encoder.parameters, ...head.parameters];
  return {
    ...cached,
    encoder,
    gradients: async () => {
      const all = new Map<string, Float32Array>();
      for (const parameter of parameters) all.set(parameter.name, await takeGradient(engine, parameter));
      return all;
    },
    statistics: async () => {
      const names = new Set(parameters.map((parameter) => parameter.name));
      return new Map([...(await encoder.weights())].filter(([name]) => !names.has(name)));
    },
    dispose: () => {
      dropEmbedding();
      encoder.dispose();
      head.dispose();
    },
  };
}

const uploadChunks = (): Handle[] =>
  Array.from({ length: BATCH / CHUNK }, (_, at) => {
    const size = CHUNK * SIDE * SIDE * 3;
    return engine.upload(pixels.slice(at * size, (at + 1) * size), [CHUNK, SIDE, SIDE, 3]);
  });
const batchLoss = (projections: Handle) => supConLoss(engine, projections, labels);

describe('gradCacheStep', () => {
  it(`gives the gradient of a batch of ${BATCH} in chunks of ${CHUNK} that backward through the whole loss gives, and leaves no handle`, async () => {
    const before = engine.liveHandles();
    const chunks = uploadChunks();

    // The whole loss: a copy of the model for every chunk holds its activations until the loss over all has been taken.
    const copies = chunks.map(() => createModel());
    const parts: Handle[] = [];
    for (const [at, chunk] of chunks.entries()) parts.push(await copies[at]!.forward(chunk));
    const whole = engine.concatRows(parts);
    const direct = await batchLoss(whole);
    const want = new Map<string, Float64Array>();
    for (const [at, copy] of copies.entries()) {
      const own = engine.sliceRows(direct.gradient, at * CHUNK, CHUNK);
      await copy.backward(own, chunks[at]!);
      engine.free(own);
      for (const [name, gradient] of await copy.gradients()) {
        const sum = want.get(name) ?? new Float64Array(gradient.length);
        gradient.forEach((value, i) => (sum[i]! += value));
        want.set(name, sum);
      }
      copy.dispose();
    }
    engine.free(...parts, whole, direct.gradient);

    const model = createModel();
    const resting = engine.liveHandles();
    const outcome = await gradCacheStep(engine, chunks, model, batchLoss);
    expect(outcome).toEqual({ loss: direct.loss, anchorsWithoutPositives: 0, anchorsWithoutNegatives: 0 });
    const got = await model.gradients();
    expect([...got.keys()]).toEqual([...want.keys()]);
    for (const [name, gradient] of got) expect(relativeError(gradient, want.get(name)!), name).toBeLessThan(1e-5);
    expect(engine.liveHandles()).toBe(resting);

    // And it is not what smaller batches add up to.
    const alone = await supConLossOfChunk(model, chunks[0]!);
    const [name, gradient] = [...alone].at(-2)!;
    expect(relativeError(gradient, got.get(name)!)).toBeGreaterThan(0.01);

    model.dispose();
    engine.free(...chunks);
    expect(engine.liveHandles()).toBe(before);
  });

  it('moves running statistics once for each chunk, as plain training on the chunks does', async () => {
    const chunks = uploadChunks().slice(0, 4);
    const cached = createModel();
    await gradCacheStep(engine, chunks, cached, (projections) => supConLoss(engine, projections, labels.subarray(0, 4 * CHUNK)));
    const plain = createModel();
    for (const chunk of chunks) {
      const projections = await plain.forward(chunk);
      await plain.backward(projections, chunk);
      engine.free(projections);
    }
    const statistics = await cached.statistics();
    expect(statistics.size).toBeGreaterThan(10);
    expect(statistics).toEqual(await plain.statistics());
  });

  it('takes chunks of unequal sizes, built as they are needed', async () => {
    const sizes = [3, 1, 4];
    const weight = engine.upload(normals(2, 6 * 2), [6, 2]);
    const whole = engine.upload(normals(3, 8 * 6), [8, 6]);
    const before = engine.liveHandles();
    const chunks = sizes.map((count, at) => ({ begin: sizes.slice(0, at).reduce((a, b) => a + b, 0), count }));
    const project = async ({ begin, count }: (typeof chunks)[number]): Promise<Handle> => {
      await Promise.resolve();
      const rows = engine.sliceRows(whole, begin, count);
      const projections = engine.matMul(rows, weight);
      engine.free(rows);
      return projections;
    };
    const gradients: Float32Array[] = [];
    const { loss } = await gradCacheStep(
      engine,
      chunks,
      {
        embed: project,
        forward: project,
        backward: async (gradient) => {
          gradients.push(await values(engine, gradient));
        },
      },
      (projections) => supConLoss(engine, projections, Int32Array.of(0, 1, 0, 1, 0, 1, 2, 2)),
    );
    const projections = engine.matMul(whole, weight);
    const direct = await supConLoss(engine, projections, Int32Array.of(0, 1, 0, 1, 0, 1, 2, 2));
    expect(loss).toBeCloseTo(direct.loss, 6);
    expect(gradients.map((gradient) => gradient.length)).toEqual([6, 2, 8]);
    expect(relativeError(Float32Array.from(gradients.flatMap((g) => [...g])), await values(engine, direct.gradient))).toBeLessThan(1e-5);
    engine.free(projections, direct.gradient);
    expect(engine.liveHandles()).toBe(before);
  });

  it('frees what it holds when the loss fails, and refuses to work on nothing', async () => {
    const chunks = uploadChunks().slice(0, 2);
    const model = createModel();
    const before = engine.liveHandles();
    const failing = gradCacheStep(engine, chunks, model, () => Promise.reject(new Error('diverged')));
    await expect(failing).rejects.toThrow('diverged');
    expect(engine.liveHandles()).toBe(before);
    await expect(gradCacheStep(engine, [], model, batchLoss)).rejects.toThrow(/at least one chunk/);
  });
});

/** Gradients of the loss over one chunk alone. */
async function supConLossOfChunk(model: ReturnType<typeof createModel>, chunk: Handle): Promise<Map<string, Float32Array>> {
  const projections = await model.forward(chunk);
  const { gradient } = await supConLoss(engine, projections, labels.subarray(0, CHUNK));
  await model.backward(gradient, chunk);
  engine.free(projections, gradient);
  return model.gradients();
}
