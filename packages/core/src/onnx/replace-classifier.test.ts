import { expect, it } from 'vitest';
import { hashedValues, hashedWeights } from '../../test/hashed-values.js';
import { runOnnx } from '../../test/onnx-session.js';
import { tinyOnnx } from '../../test/tiny-onnx.js';
import { planEncoder } from '../plans/encoder-plan.js';
import { exportOnnx } from './export-onnx.js';
import { replaceClassifier } from './replace-classifier.js';

const plan = planEncoder({ depth: 18, stem: 'small', width: 2 });
const D = plan.embeddingSize;
const classifierOf = (classes: number, seed: string): { weight: Float32Array; bias: Float32Array } => ({
  weight: hashedValues(`${seed}w`, D * classes, -1, 1),
  bias: hashedValues(`${seed}b`, classes, -1, 1),
});
const model = exportOnnx(plan, hashedWeights(plan), classifierOf(2, 'a'), 32);

it('is the model that would have been exported with it, with more classes or fewer', async () => {
  const images = hashedValues('images', 2 * 32 * 32 * 3, -2, 2);
  for (const classes of [1, 2, 5]) {
    const classifier = classifierOf(classes, 'b');
    const found = await runOnnx(replaceClassifier(model, classifier), images, [2, 32, 32, 3]);
    expect(found).toEqual(await runOnnx(exportOnnx(plan, hashedWeights(plan), classifier, 32), images, [2, 32, 32, 3]));
    expect(found.logits).toHaveLength(2 * classes);
  }
});

it('refuses other models, and a classifier that does not fit or is not finite', () => {
  expect(() => replaceClassifier(tinyOnnx(), classifierOf(2, 'b'))).toThrow(/no classifier of ours/);
  const { weight, bias } = classifierOf(3, 'b');
  expect(() => replaceClassifier(model, { weight: weight.subarray(1), bias })).toThrow(/needs 16 x 3 finite weights/);
  expect(() => replaceClassifier(model, { weight, bias: Float32Array.of(0, Number.NaN, 0) })).toThrow(/finite/);
});
