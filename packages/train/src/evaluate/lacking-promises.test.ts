import { GOLDEN } from '@supcon/core/artifact';
import { expect, it } from 'vitest';
import { detectionData } from '../../test/detection-data.js';
import { labelledClouds } from '../../test/labelled-clouds.js';
import { adviseRecalibration, lackingPromises } from './lacking-promises.js';
import { fitUnknownDetection } from './unknown-detection.js';

it('names what artifacts of earlier versions lack, and the command that adds it', () => {
  const { thresholds } = fitUnknownDetection(detectionData(labelledClouds(1, 30, 2, 1), labelledClouds(2, 20, 2, 1), 2));
  const { choice, ...unknown } = thresholds;
  expect(choice).toBeDefined();
  const labelSets = { images: 1, scores: [], every: 1 };
  const classes = {
    ...{ answering: 'softmax' as const, ridge: 1, balance: 1, photos: [1, 1], temperature: 1 },
    validation: { images: 1, softmax: 1, ridge: 1 },
  };
  const drift = { taking: 1 as const, images: 2, confidence: new Array<number>(20).fill(0), predicted: [1, 1], squaredCovariance: 0 };
  expect(lackingPromises({})).toEqual([
    'thresholds for unknown pictures',
    'label sets',
    'statistics to add and remove classes with',
    'golden pictures that a server tests it with',
    'figures of validation pictures that a server tells drift by',
  ]);
  expect(lackingPromises({ unknown: thresholds, labelSets, classes, drift })).toEqual(['golden pictures that a server tests it with']);
  const golden = GOLDEN;
  expect(lackingPromises({ unknown: thresholds, labelSets, classes, golden })).toEqual([
    'figures of validation pictures that a server tells drift by',
  ]);
  expect(lackingPromises({ unknown, labelSets, classes, golden, drift })).toEqual(['chosen score for unknown pictures']);
  expect(adviseRecalibration({ unknown: thresholds, labelSets, classes, golden, drift }, 'RUN')).toBeUndefined();
  const changed = { of: { name: 'pets', version: 1 }, added: ['bird'], removed: [] };
  expect(adviseRecalibration({ classes: { ...classes, changed } }, 'RUN')).toMatch(/too few photos could be held out .*supcon classes/);
  expect(adviseRecalibration({ unknown: thresholds, labelSets, classes: { ...classes, changed } }, 'RUN')).toBeUndefined();
  expect(adviseRecalibration({ unknown, classes, golden, drift }, 'a-run')).toBe(
    'It has no chosen score for unknown pictures and no label sets; supcon freeze --run a-run --recalibrate makes a version that has',
  );
});
