import { expect, it } from 'vitest';
import { fitClassStatistics, linearAccuracy, ridgeClassifier } from '@supcon/core';
import { labelledClouds } from '../../test/labelled-clouds.js';
import { fitClasses } from './fit-classes.js';
import { stackEmbeddings } from './stack-embeddings.js';

const [train, validation] = [labelledClouds(1, 60, 3, 1), labelledClouds(2, 40, 3, 1)];
const learnt = stackEmbeddings([train, validation]);

it('chooses the ridge and measures it on validation, with training pictures alone, and keeps all', () => {
  const { record, learnt: kept } = fitClasses(learnt, 60, 3, 0.25)!;
  const own = ridgeClassifier(fitClassStatistics(train, 3, record));
  expect(record).toMatchObject({ balance: 1, validation: { images: 40, softmax: 0.25, ridge: linearAccuracy(own, validation) } });
  expect(record.temperature).toBeGreaterThan(0);
  expect(kept).toEqual(learnt);
});

it('keeps nothing where there is too much of it, or a class has no training picture', () => {
  expect(fitClasses(learnt, 60, 4, 1)).toBeUndefined();
  const wide = { embeddings: new Float32Array(4 * 5000), labels: Int32Array.of(0, 1, 0, 1) };
  expect(fitClasses(wide, 2, 2, 1)).toBeUndefined();
});
