import { expect, it } from 'vitest';
import { describeBlobStore } from '../../../test/blob-store-conformance.js';
import { createMemoryBlobStore } from './memory-blob-store.js';

describeBlobStore('memory', () => Promise.resolve(createMemoryBlobStore()));

it('takes the time of a put from the clock it was given', async () => {
  const blobs = createMemoryBlobStore(() => '2026-11-28T10:00:00.000Z');
  await blobs.put('x', Buffer.from('x'), { contentType: 'image/png' });
  for await (const { modifiedAt } of blobs.list()) expect(modifiedAt).toBe('2026-11-28T10:00:00.000Z');
  expect.assertions(1);
});
