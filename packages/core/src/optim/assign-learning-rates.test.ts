import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEncoder } from '../encoders/create-encoder.js';
import { planResNet } from '../plans/resnet-plan.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createProjectionHead } from '../heads/projection-head.js';
import { createDense } from '../units/dense.js';
import { createParameter, type Parameter } from '../units/parameter.js';
import { assignLearningRates } from './assign-learning-rates.js';

let engine: Engine;
let parameters: readonly Parameter[];
beforeAll(async () => {
  engine = await createNativeEngine();
  const encoder = createEncoder(engine, planResNet({ depth: 18, stem: 'small', width: 4 }));
  const head = createProjectionHead(engine, { inputs: encoder.embeddingSize, hidden: 4, outputs: 2, seed: 0 });
  const classifier = createDense(engine, { name: 'classifier', inputs: encoder.embeddingSize, outputs: 2, seed: 0 });
  parameters = [...encoder.parameters, ...head.parameters, ...classifier.parameters];
});
afterAll(() => {
  engine.dispose();
});

const rateOf = (name: string): number | undefined => parameters.find((parameter) => parameter.name === name)?.rate;

it('decays by depth and freezes from the pictures on', () => {
  const rates = assignLearningRates(parameters, { frozenStages: 2, decayByDepth: 0.5 });
  expect([...rates]).toEqual([
    ['stem', 0],
    ['stage1', 0],
    ['stage2', 0.125],
    ['stage3', 0.25],
    ['stage4', 0.5],
    ['head', 1],
  ]);
  expect(rateOf('stem.conv')).toBe(0);
  expect(rateOf('stage1.block1.conv2.gamma')).toBe(0);
  expect(rateOf('stage2.block0.shortcut.conv')).toBe(0.125);
  expect(rateOf('stage4.block1.conv2.beta')).toBe(0.5);
  expect(rateOf('head.dense2.kernel')).toBe(1);
  expect(rateOf('classifier.bias')).toBe(1);
});

it('gives every parameter the whole rate by default, also those frozen before', () => {
  assignLearningRates(parameters, { frozenStages: 5 });
  expect(parameters.filter(({ rate }) => rate > 0).map(({ name }) => name.split('.')[0])).toEqual([
    ...Array<string>(4).fill('head'),
    ...Array<string>(2).fill('classifier'),
  ]);
  assignLearningRates(parameters, {});
  expect(parameters.every(({ rate }) => rate === 1)).toBe(true);
});

it('groups by blocks where an encoder has no stages', () => {
  const blocks = ['stem.conv', 'block0.conv', 'block1.conv', 'block10.conv'].map((name) =>
    createParameter(engine, name, Float32Array.of(1), [1], true),
  );
  expect([...assignLearningRates(blocks, { frozenStages: 1, decayByDepth: 0.1 }).keys()]).toEqual([
    'stem',
    'block0',
    'block1',
    'block10',
    'head',
  ]);
  expect(blocks.map(({ rate }) => Number(rate.toPrecision(6)))).toEqual([0, 0.001, 0.01, 0.1]);
});

it.each([{ frozenStages: 6 }, { frozenStages: 1.5 }, { decayByDepth: 0 }, { decayByDepth: 1.1 }])('refuses %o', (options) => {
  expect(() => assignLearningRates(parameters, options)).toThrow(expect.objectContaining({ code: 'BAD_OPTIMISER' }) as Error);
});
