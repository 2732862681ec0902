import type { BlobStore } from '../domain/blob-store.js';
import type { FeedbackStore } from '../domain/feedback-store.js';

/** Forgets a picture and all that was told of it. First the picture goes: a failure behind it is asked again, and finds the record still.
 * @returns whether there was something. @throws ServerError NOT_READY, STORAGE_FULL. */
export async function forgetFeedback(
  { store, blobs }: { readonly store: Pick<FeedbackStore, 'get' | 'forget'>; readonly blobs: BlobStore },
  id: string,
): Promise<boolean> {
  const record = await store.get(id);
  if (record?.picture) await blobs.delete(record.picture.blob);
  const forgotten = await store.forget(id);
  // Somebody may have told something else meanwhile.
  if (forgotten?.picture && forgotten.picture.blob !== record?.picture?.blob) await blobs.delete(forgotten.picture.blob);
  return forgotten !== undefined;
}
