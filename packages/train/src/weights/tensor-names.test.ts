import {
  createDense,
  createEmbeddingQueue,
  createNativeEngine,
  createProjectionHead,
  encoderOptionsSchema,
  planEncoder,
  type WeightMap,
} from '@supcon/core';
import { describe, expect, it } from 'vitest';
import { encoderTensors } from './encoder-tensors.js';
import { joinCheckpoint, separateCheckpoint, separateState, separateWeights, STAGE_ONE_CLASSIFIER } from './tensor-names.js';

const tensor = (value: number) => ({ shape: [1], data: Float32Array.of(value) });
const mapOf = (names: Iterable<string>): WeightMap => new Map([...names].map((name, at) => [name, tensor(at)]));

describe('separateWeights', () => {
  it('tells apart what core names: every kind of encoder, every head, the classifier', async () => {
    const engine = await createNativeEngine();
    for (const encoder of [
      { kind: 'resnet', depth: 50, stem: 'small', pooling: { kind: 'gem', learnable: true } },
      { kind: 'wide-resnet', depth: 16, widthFactor: 2 },
      { kind: 'mobilenet', stem: 'small' },
    ])
      for (const kind of ['linear', 'mlp', 'mlp-bn', 'dense-relu'] as const) {
        const head = createProjectionHead(engine, { inputs: 4, kind, hidden: 3, outputs: 2, seed: 1 });
        const classifier = createDense(engine, { name: STAGE_ONE_CLASSIFIER, inputs: 4, outputs: 2, seed: 1 });
        const own = [
          encoderTensors(planEncoder(encoderOptionsSchema.parse(encoder))).keys(),
          (await head.weights()).keys(),
          (await classifier.weights()).keys(),
        ].map((names) => [...names]);
        const parts = separateWeights(mapOf(own.flat()));
        expect([parts.encoder, parts.head, parts.classifier].map((part) => [...part.keys()])).toEqual(own);
        head.dispose();
        classifier.dispose();
      }
  });
});

describe('separateState', () => {
  it('tells the queue of core from averages of statistics', () => {
    const queue = createEmbeddingQueue({ capacity: 2, size: 3 });
    queue.push(new Float32Array(3), Int32Array.of(1));
    const names = [...queue.state().keys()];
    const { queue: own, averages } = separateState(mapOf([...names, 'stem.mean', 'head.norm1.variance']));
    expect([...own.keys()]).toEqual(names);
    expect([...averages.keys()]).toEqual(['stem.mean', 'head.norm1.variance']);
  });
});

describe('joinCheckpoint', () => {
  const parts = {
    weights: mapOf(['stem.conv', 'head.dense1.kernel']),
    slots: [
      { slot: 'velocity', parameter: 'stem.conv', tensor: tensor(7) },
      { slot: 'second', parameter: 'a/b', tensor: tensor(8) },
    ],
    state: mapOf(['queue.labels']),
  };

  it('gives the names that checkpoints on disk have', () => {
    expect([...joinCheckpoint(parts).keys()]).toEqual([
      'stem.conv',
      'head.dense1.kernel',
      'slots/velocity/stem.conv',
      'slots/second/a/b',
      'state/queue.labels',
    ]);
  });

  it('is undone by separateCheckpoint', () => {
    expect(separateCheckpoint(joinCheckpoint(parts))).toEqual(parts);
  });
});
