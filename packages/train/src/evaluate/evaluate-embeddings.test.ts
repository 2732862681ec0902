import { describe, expect, it } from 'vitest';
import { fitLinearClassifier, linearAccuracy } from '@supcon/core';
import { labelledClouds } from '../../test/labelled-clouds.js';
import { evaluateEmbeddings, type EvaluateEmbeddingsOptions } from './evaluate-embeddings.js';

const labels = ['ant', 'bee', 'cow', 'dog'];
const splits = (spread: number): EvaluateEmbeddingsOptions => ({
  train: labelledClouds(1, 120, 4, spread),
  validation: labelledClouds(2, 40, 4, spread),
  test: labelledClouds(3, 60, 4, spread),
  labels,
});

describe('evaluateEmbeddings', () => {
  const data = splits(1.5);
  const { report } = evaluateEmbeddings(data);

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('agrees with the classifier that it says it chose', () => {
    const { embeddings, labels: own } = data.train;
    const classifier = fitLinearClassifier(embeddings, 120, own, 4, { l2: report.linear.l2, iterations: 200 });
    expect(report.linear.accuracy).toBeCloseTo(linearAccuracy(classifier, data.test), 1);
    expect(report.linear.accuracy).toBeGreaterThan(0.7);
    const diagonal = report.linear.confusion.reduce((sum, row, c) => sum + row[c]!, 0);
    expect(diagonal / 60).toBeCloseTo(report.linear.accuracy, 12);
    for (const label of labels) expect(report.linear.perClass[label]!.support).toBe(15);
  });

  it('counts the bins of the test split only', () => {
    for (const scores of [report.calibration.before, report.calibration.after])
      expect(scores.bins.reduce((sum, { count }) => sum + count, 0)).toBe(60);
    expect(report.calibration.outcome).toBe('fitted');
  });

  it('learns nothing from the test split: other test rows change no choice', () => {
    const other = evaluateEmbeddings({ ...data, test: labelledClouds(9, 30, 4, 5) }).report;
    expect(other.linear.l2).toBe(report.linear.l2);
    expect(other.linear.validationAccuracy).toBe(report.linear.validationAccuracy);
    expect(other.calibration.temperature).toBe(report.calibration.temperature);
    expect(other.unknown.thresholds).toEqual(report.unknown.thresholds);
    expect(other.linear.accuracy).not.toBe(report.linear.accuracy);
  });

  it('says nearly perfect of clouds that lie apart, and chance of noise', () => {
    const apart = evaluateEmbeddings(splits(0.05)).report;
    for (const { accuracy } of [apart.linear, apart.knn, apart.weightedKnn, apart.prototype]) expect(accuracy).toBe(1);
    expect(apart.retrieval.amongTest).toMatchObject({ precisionAt1: 1, rPrecision: 1, mapAtR: 1 });
    expect(apart.retrieval.testInTrain).toMatchObject({ rPrecision: 1, mapAtR: 1 });
    expect(apart.geometry.silhouetteCosine).toBeGreaterThan(0.95);
    expect(apart.calibration.outcome).toBe('allRight');
    const noise = evaluateEmbeddings(splits(100)).report;
    for (const { accuracy } of [noise.linear, noise.knn, noise.weightedKnn, noise.prototype]) expect(accuracy).toBeLessThan(0.45);
    expect(noise.geometry.silhouetteCosine).toBeLessThan(0.05);
  });

  it('refuses an empty split', () => {
    const none = { embeddings: new Float32Array(0), labels: new Int32Array(0) };
    for (const name of ['train', 'validation', 'test'])
      expect(() => evaluateEmbeddings({ ...data, [name]: none })).toThrow(expect.objectContaining({ code: 'BAD_SHAPE' }) as Error);
  });
});
