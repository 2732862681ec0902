import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../test/model-record.js';
import type { EncodedImage } from '../domain/encoder-leases.js';
import { tryEncoder } from './try-encoder.js';

const model = modelRecord('pets', 1, { embeddingSize: 2, labels: ['a', 'b', 'c'] });

/** Tries an encoder that gives the n-th picture the n-th answer. */
function tried(answer: (n: number) => Partial<EncodedImage>): Promise<void> {
  let asked = 0;
  const encode = (): Promise<EncodedImage> => {
    const n = asked++;
    const embedding = Float32Array.of(Math.cos(n), Math.sin(n));
    return Promise.resolve({ embedding, logits: new Float32Array(3), warnings: [], ...answer(n) });
  };
  return tryEncoder({ encoder: { status: 'ready', encode }, model });
}

describe('tryEncoder', () => {
  it('takes one whose answers can be used', async () => {
    await expect(tried(() => ({}))).resolves.toBeUndefined();
  });

  it.each<[string, (n: number) => Partial<EncodedImage>, RegExp]>([
    ['whose embeddings have another length than one', () => ({ embedding: Float32Array.of(3, 4) }), /length of 5/],
    ['of another size', () => ({ embedding: Float32Array.of(1, 0, 0) }), /gives 3 and 3 numbers, where its manifest says 2 and 3/],
    ['of other classes', () => ({ logits: new Float32Array(2) }), /gives 2 and 2 numbers/],
    ['that sees no difference', () => ({ embedding: Float32Array.of(1, 0) }), /every picture the same/],
    ['whose numbers are none', () => ({ embedding: Float32Array.of(NaN, 0) }), /length of NaN/],
  ])('refuses one %s', async (_what, answer, message) => {
    await expect(tried(answer)).rejects.toMatchObject({
      code: 'MODEL_UNUSABLE',
      message: expect.stringMatching(message) as string,
    });
  });

  it('lets through what encoding threw', async () => {
    const encode = (): Promise<EncodedImage> => Promise.reject(new Error('the session broke'));
    await expect(tryEncoder({ encoder: { status: 'failed', encode }, model })).rejects.toThrow('the session broke');
  });
});
