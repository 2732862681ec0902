import { expect } from 'vitest';
import { createEncoder } from '../src/encoders/create-encoder.js';
import { planEncoder, type EncoderOptions } from '../src/plans/encoder-plan.js';
import type { Engine } from '../src/engine/engine.js';
import { createProjectionHead } from '../src/heads/projection-head.js';
import { supConLoss } from '../src/losses/supcon-loss.js';
import { createSgd } from '../src/optim/sgd.js';
import { dot, normals } from './gradient-check.js';

export interface TrainingSteps {
  readonly losses: readonly number[];
  /** Of the first step, by parameter. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  /** Embeddings of the trained encoder in inference mode. */
  readonly embeddings: Float32Array;
  /** Handles that the steps left behind. */
  readonly left: number;
}

/** A few whole training steps on random pictures of 32 px; the engine is disposed afterwards. */
export async function trainSteps(engine: Engine, options: EncoderOptions, steps = 1): Promise<TrainingSteps> {
  const encoder = createEncoder(engine, planEncoder(options), { seed: 1 });
  const head = createProjectionHead(engine, { inputs: encoder.embeddingSize, hidden: 16, outputs: 8, seed: 2 });
  const parameters = [...encoder.parameters, ...head.parameters];
  const optimiser = createSgd({ weightDecay: 1e-4 });
  const images = engine.upload(normals(3, 12 * 32 * 32 * 3), [12, 32, 32, 3]);
  const gradients = new Map<string, Float32Array>();
  const losses: number[] = [];
  const before = engine.liveHandles();
  for (let step = 0; step < steps; step++) {
    const embedding = encoder.forward(images);
    const projections = head.forward(embedding);
    const { loss, gradient } = await supConLoss(engine, projections, Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 1, 2));
    const dEmbedding = head.backward(gradient);
    encoder.backward(dEmbedding);
    engine.free(embedding, projections, gradient, dEmbedding);
    losses.push(loss);
    for (const parameter of parameters) {
      if (!parameter.gradient) throw new Error(`${parameter.name} has no gradient`);
      if (step === 0) gradients.set(parameter.name, Float32Array.from(await engine.download(parameter.gradient)));
    }
    await optimiser.step(engine, parameters, { learningRate: 0.05, step });
  }
  // Each parameter has a velocity since the first step.
  const left = engine.liveHandles() - before - parameters.length;
  const embedded = encoder.embed(images);
  const embeddings = Float32Array.from(await engine.download(embedded));
  engine.free(embedded, images);
  engine.dispose();
  return { losses, gradients, embeddings, left };
}

/** Compares by direction and length: where an activation lies within rounding of 0, its ReLU may open on one engine only. */
export function expectSameGradients(got: TrainingSteps['gradients'], want: TrainingSteps['gradients']): void {
  expect([...got.keys()]).toEqual([...want.keys()]);
  const length = (gradient: Float32Array): number => Math.sqrt(dot(gradient, gradient));
  const longest = Math.max(...[...want.values()].map(length));
  for (const [name, wanted] of want) {
    const gradient = got.get(name)!;
    // A shift that the next batch normalisation takes away again has no gradient but rounding.
    if (length(wanted) < 1e-5 * longest) {
      expect(length(gradient), name).toBeLessThan(1e-4 * longest);
      continue;
    }
    expect(dot(gradient, wanted) / (length(gradient) * length(wanted)), name).toBeGreaterThan(0.999);
    expect(length(gradient) / length(wanted), name).toBeCloseTo(1, 1);
  }
}
