import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ServerError } from '../domain/errors.js';
import { patientEncoder } from './patient-encoder.js';

const answer = { embedding: Float32Array.of(1), logits: new Float32Array(), warnings: [] };

it('encodes two pictures at a time, behind what somebody waits for, and waits where requests keep the encoder busy', async () => {
  let [underWay, most, refusals] = [0, 0, 0];
  const encoder = patientEncoder(
    {
      encode: async ([picture = 0], options) => {
        expect(options?.background).toBe(true);
        if (picture === 3 && refusals < 2) {
          refusals++;
          throw new ServerError('TOO_BUSY', 'later');
        }
        most = Math.max(most, ++underWay);
        await sleep(1);
        underWay--;
        return { ...answer, embedding: Float32Array.of(picture) };
      },
    },
    new AbortController().signal,
  );
  const encoded = await Promise.all([0, 1, 2, 3, 4, 5].map((n) => encoder.encode(Uint8Array.of(n))));
  expect(encoded.map(({ embedding }) => embedding[0])).toEqual([0, 1, 2, 3, 4, 5]);
  expect([most, refusals]).toEqual([2, 2]);
});

it('gives up when it is told to, and at once at any other error', async () => {
  const stop = new AbortController();
  const busy = patientEncoder({ encode: () => Promise.reject(new ServerError('TOO_BUSY', 'later')) }, stop.signal);
  const waiting = busy.encode(Uint8Array.of(1));
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow(/abort|enough/i);
  const broken = patientEncoder({ encode: () => Promise.reject(new Error('broken')) }, new AbortController().signal);
  await expect(broken.encode(Uint8Array.of(1))).rejects.toThrow('broken');
});
