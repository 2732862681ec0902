import { expect, it } from 'vitest';
import { hashedValues } from '../../test/hashed-values.js';
import { applyLayers } from './apply-layers.js';
import { foldStandard, measureStandard, standardise } from './standardise.js';

const [rows, width] = [7, 4];
const embeddings = hashedValues('embeddings', rows * width, 20, 30).map((value, at) => value * (1 + (at % width)));

it('brings embeddings to mean 0 and, over all features, variance 1', () => {
  const standard = measureStandard(embeddings, width);
  const standardised = standardise(embeddings, standard);
  for (let d = 0; d < width; d++) {
    const column = Array.from({ length: rows }, (_, n) => standardised[n * width + d]!);
    expect(column.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 4);
  }
  expect(standardised.reduce((sum, value) => sum + value * value, 0) / standardised.length).toBeCloseTo(1, 5);
});

it('survives embeddings that never vary', () => {
  expect(standardise(Float32Array.of(3, 4, 3, 4), measureStandard(Float32Array.of(3, 4, 3, 4), 2))).toEqual(new Float32Array(4));
});

it('folds into the first layer, after which the layers answer the same to embeddings as they come', () => {
  const standard = measureStandard(embeddings, width);
  const layers = [
    { kernel: hashedValues('k', width * 3, -1, 1), bias: hashedValues('b', 3, -1, 1), relu: true },
    { kernel: hashedValues('l', 3 * 2, -1, 1), bias: hashedValues('c', 2, -1, 1), relu: false },
  ];
  const expected = applyLayers(layers, standardise(embeddings, standard), width);
  const folded = applyLayers([foldStandard(layers[0]!, standard), layers[1]!], embeddings, width);
  folded.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 4));
});

it('applies layers as loops in float64 do', () => {
  const layer = { kernel: Float32Array.of(1, 2, 3, 4, 5, 6), bias: Float32Array.of(-20, 1, 0), relu: true };
  expect([...applyLayers([layer], Float32Array.of(1, 2, 0, -1), 2)]).toEqual([0, 13, 15, 0, 0, 0]);
  expect([...applyLayers([{ ...layer, relu: false }], Float32Array.of(1, 2), 2)]).toEqual([-11, 13, 15]);
  expect(applyLayers([], Float32Array.of(1, 2), 2)).toEqual(Float32Array.of(1, 2));
});
