import { expect, it } from 'vitest';
import { CONTRASTIVE_KINDS, LOSS_KINDS } from '@supcon/core/run/events';
import { contrastiveLossOf, stage1Schema } from './stage1-schema.js';

const base = { epochs: 10, batchSize: 8, learningRate: 0.1 };
const problemsOf = (changes: object): string => {
  const result = stage1Schema.safeParse({ ...base, loss: 'supcon', ...changes });
  return result.success ? '' : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
};

it('fills in the options of each loss and stays the same when parsed again', () => {
  for (const loss of LOSS_KINDS) {
    const parsed = stage1Schema.parse({ ...base, loss, ...(loss === 'none' ? { epochs: 0 } : {}) });
    expect(stage1Schema.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
    expect(contrastiveLossOf(parsed)?.kind).toBe(CONTRASTIVE_KINDS.find((kind) => loss.startsWith(kind)));
  }
  expect(contrastiveLossOf(stage1Schema.parse({ ...base, loss: 'max-margin', lossOptions: { distance: 'cosine' } }))).toEqual({
    kind: 'max-margin',
    distance: 'cosine',
  });
  expect(contrastiveLossOf(stage1Schema.parse({ ...base, loss: 'supcon', temperature: 0.2 }))).toEqual({
    kind: 'supcon',
    temperature: 0.2,
  });
});

it.each([
  [{ validateEvery: 0, keep: 'best' }, /^validateEvery: must be at least 1 where validation decides/],
  [{ validateEvery: 0, earlyStopping: { patience: 2 } }, /^validateEvery/],
  [{ loss: 'none' }, /^epochs: must be 0 for the loss none/],
  [{ epochs: 0 }, /^epochs: must be 0 for the loss none/],
  [{ lossOptions: { margin: 1 } }, /lossOptions.*margin/],
  [{ loss: 'max-margin', lossOptions: { margin: -1 } }, /lossOptions\.margin.*max-margin/],
  [{ loss: 'cross-entropy', lossOptions: { form: 'out' } }, /form/],
  [{ loss: 'nt-xent', views: 1 }, /views.*at least 2/],
  [{ loss: 'triplet', queue: 10 }, /queue.*supcon/],
  [{ loss: 'triplet', classWeighting: 'inverse-frequency' }, /classWeighting/],
  [{ chunk: 7 }, /chunk.*divide/],
  [{ loss: 'cross-entropy', chunk: 4 }, /chunk.*smaller batchSize/],
  [
    {
      sizes: [
        { from: 0.5, size: 32 },
        { from: 0.2, size: 48 },
      ],
    },
    /sizes.*rise/,
  ],
  [{ optimiser: { kind: 'sgdd' } }, /optimiser/],
  [{ schedule: { kind: 'step' } }, /schedule\.atEpochs/],
])('refuses %o and names the key', (changes, message) => {
  expect(problemsOf(changes)).toMatch(message);
});
