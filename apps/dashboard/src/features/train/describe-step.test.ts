import { expect, it } from 'vitest';
import { formatBytes } from '../../format/format-bytes.js';
import { formatDuration } from '../../format/format-duration.js';
import { describeStep, type SendingStep } from './use-send-photos.js';

const told = (step: SendingStep | undefined) => describeStep(step, formatBytes, formatDuration);

it('says how far photos are and how long it takes', () => {
  expect(told(undefined)).toEqual({ text: 'Reading', share: undefined });
  expect(told({ step: 'packing', done: 1, total: 4 })).toEqual({ text: 'Packing 1 of 4 photos', share: 0.25 });
  expect(told({ step: 'sending', sentBytes: 0, totalBytes: 0, seconds: 0 }).share).toBe(0);
  expect(told({ step: 'sending', sentBytes: 1e6, totalBytes: 4e6, seconds: 10 })).toEqual({
    text: 'Sent 1.0 MB of 4.0 MB, about 30 s left',
    share: 0.25,
  });
  expect(told({ step: 'unpacking' }).share).toBeUndefined();
});
