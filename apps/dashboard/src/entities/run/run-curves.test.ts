import { readFileSync } from 'node:fs';
import type { RunEvent } from '@supcon/sdk';
import { describe, expect, it } from 'vitest';
import { bestOf, hasValues, lastOf, lossOf, runCurves } from './run-curves.js';

type EpochEvent = Extract<RunEvent, { type: 'epoch' }>;

const epoch = (number: number, fields: Partial<EpochEvent> = {}): RunEvent => ({
  type: 'epoch',
  stage: 1,
  epoch: number,
  loss: 10 - number,
  ...fields,
});

describe('runCurves', () => {
  it('puts each quantity in a column, null where an epoch did not measure it', () => {
    const curves = runCurves([
      { type: 'start', loss: 'supcon+cross-entropy' },
      epoch(1, { loss: 7, contrastive: 5, crossEntropy: 2, accuracy: 0.2, learningRate: 0.1, imagesPerSecond: 300 }),
      epoch(2, { loss: 6, contrastive: 4.5, crossEntropy: 1.5, accuracy: 0.4, learningRate: 0.05, imagesPerSecond: 310, knn: 0.7 }),
    ]);
    expect(curves).toEqual({
      epochs: [1, 2],
      contrastive: [5, 4.5],
      crossEntropy: [2, 1.5],
      accuracy: [0.2, 0.4],
      knn: [null, 0.7],
      learningRate: [0.1, 0.05],
      imagesPerSecond: [300, 310],
    });
  });

  it.each([
    ['supcon', 'contrastive', 'crossEntropy'],
    ['cross-entropy', 'crossEntropy', 'contrastive'],
  ] as const)('takes the loss of a %s run for the %s alone', (loss, used, unused) => {
    const curves = runCurves([{ type: 'start', loss }, epoch(1), epoch(2)]);
    expect(curves[used]).toEqual([9, 8]);
    expect(hasValues(curves[unused])).toBe(false);
  });

  // The API description names every loss there is.
  const description = JSON.parse(readFileSync(new URL('../../../../../packages/sdk/openapi.json', import.meta.url), 'utf8')) as {
    components: { schemas: { RunStartEvent: { properties: { loss: { examples: string[] } } } } };
  };
  const losses = description.components.schemas.RunStartEvent.properties.loss.examples;

  it('knows of losses to show', () => expect(losses).toEqual(expect.arrayContaining(['supcon', 'triplet', 'cross-entropy'])));

  it.each(losses)('shows the curve of every term of %s', (loss) => {
    const both = loss.endsWith('+cross-entropy');
    const terms = {
      ...(loss === 'cross-entropy' ? {} : { contrastive: 3 }),
      ...(both || loss === 'cross-entropy' ? { crossEntropy: 1 } : {}),
    };
    const curves = runCurves([{ type: 'start', loss }, epoch(1, { loss: 4, ...terms })]);
    expect([curves.contrastive, curves.crossEntropy]).toEqual([[terms.contrastive ?? null], [terms.crossEntropy ?? null]]);
  });

  it('replaces what was trained again after a resume', () => {
    const curves = runCurves([epoch(1), epoch(2), epoch(3), { type: 'resume', epoch: 1 }, epoch(2, { loss: 0.5 })]);
    expect(curves.epochs).toEqual([1, 2]);
    expect(curves.contrastive).toEqual([9, 0.5]);
  });

  it('leaves out what is no number and events that are no epochs', () => {
    const curves = runCurves([
      { type: 'warning' },
      { type: 'unknown', original: { type: 'epoch' } },
      epoch(1, { loss: Number.NaN, knn: 'high' as unknown as number }),
    ]);
    expect(curves.epochs).toEqual([1]);
    expect(curves.contrastive).toEqual([null]);
    expect(curves.knn).toEqual([null]);
  });
});

it('finds the best and the last of a column', () => {
  const curves = runCurves([
    epoch(1, { knn: 0.5 }),
    epoch(2, { knn: 0.8 }),
    epoch(3),
    epoch(4, { knn: 0.8 }),
    epoch(5, { knn: 0.7 }),
    epoch(6),
  ]);
  expect(bestOf(curves, 'knn')).toEqual({ value: 0.8, epoch: 2 });
  expect(lastOf(curves, 'knn')).toBe(0.7);
  expect(bestOf(curves, 'accuracy')).toBeUndefined();
  expect(lastOf(curves, 'accuracy')).toBeUndefined();
});

it('knows the loss from the latest start', () => {
  expect(
    lossOf([
      { type: 'start', loss: 'supcon' },
      { type: 'start', loss: 'cross-entropy' },
    ]),
  ).toBe('cross-entropy');
  expect(lossOf([])).toBe('supcon');
});
