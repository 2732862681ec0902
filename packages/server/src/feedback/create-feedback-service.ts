import { createHash } from 'node:crypto';
import { imageFormat } from '@supcon/core/image';
import type { BlobContentType, BlobStore } from '../domain/blob-store.js';
import { ServerError } from '../domain/errors.js';
import { feedbackNotFound, isToldAlready, requireClassName, requireFeedbackId, requireTold } from '../domain/feedback-rules.js';
import type { FeedbackBounds, FeedbackRecord, FeedbackStore } from '../domain/feedback-store.js';
import type { PictureDecoder } from '../encoder/picture-decoder.js';
import { newFeedbackBlob } from './feedback-blobs.js';
import type { FeedbackService } from './feedback-service.js';
import { forgetFeedback } from './forget-feedback.js';

/** What feedback needs. */
export interface FeedbackServiceDeps {
  readonly store: FeedbackStore;
  /** A store of its own: what sweeps the pictures of items never sees these. */
  readonly blobs: BlobStore;
  readonly decoder: Pick<PictureDecoder, 'square'>;
  readonly bounds: FeedbackBounds;
  /** @throws ServerError STORAGE_FULL when there is no room for more. */
  readonly requireRoom: () => Promise<void>;
  /** ISO 8601 in UTC. */
  readonly now: () => string;
}

/** Rows of each list of a summary. */
const MOST_COUNTED = 1000;
/** Nobody looks at it: the picture is decoded to tell a bad one from a good one. Pixels. */
const LOOKED_AT = 32;

/** @returns what can be done with feedback. Several processes may do it on the same stores. */
export function createFeedbackService({ store, blobs, decoder, bounds, requireRoom, now }: FeedbackServiceDeps): FeedbackService {
  const get = async (id: string): Promise<FeedbackRecord> => {
    const record = await store.get(requireFeedbackId(id));
    if (!record) throw feedbackNotFound(id);
    return record;
  };
  const put = async (id: string, bytes: Uint8Array) => {
    const blob = newFeedbackBlob(id);
    await blobs.put(blob, bytes, { contentType: contentTypeOf(bytes) });
    return { blob, bytes: bytes.byteLength };
  };
  return {
    record: async (bytes, wishes, turn) => {
      const told = requireTold(wishes);
      const { warning } = await decoder.square(bytes, { size: LOOKED_AT }, turn);
      const warnings = warning ? [warning] : [];
      const id = createHash('sha256').update(bytes).digest('hex');
      const before = await store.get(id);
      if (before && isToldAlready(before, told)) return { change: 'unchanged', record: before, warnings };
      if (told.mayTrain || !before) await requireRoom();
      // First the picture: whoever is told of a failure asks again, and finds the consent still to be taken back.
      if (!told.mayTrain && before?.picture) await blobs.delete(before.picture.blob);
      turn?.signal?.throwIfAborted();
      const picture = told.mayTrain ? await put(id, bytes) : null;
      try {
        const { change, record, unused } = await store.record(id, told, picture, bounds, now());
        if (unused !== null) await blobs.delete(unused);
        return { change, record, warnings };
      } catch (error) {
        // After any other failure the record may be committed, and then its picture is needed.
        const isRefused = error instanceof ServerError && ['FEEDBACK_FULL', 'STORAGE_FULL'].includes(error.code);
        if (isRefused && picture) await blobs.delete(picture.blob);
        throw error;
      }
    },
    get,
    list: async (query) => store.list({ ...query, label: query.label === undefined ? undefined : requireClassName('label', query.label) }),
    summary: (filter) => store.counts(filter, MOST_COUNTED),
    picture: async (id) => {
      const { picture } = await get(id);
      const found = picture && (await blobs.get(picture.blob));
      if (!found)
        throw new ServerError('FEEDBACK_NOT_FOUND', `the picture of feedback ${id} is not kept: there is no consent to train with it`);
      return found;
    },
    forget: async (id) => {
      if (!(await forgetFeedback({ store, blobs }, requireFeedbackId(id)))) throw feedbackNotFound(id);
    },
  };
}

/** By the bytes: what a client calls a picture may be anything. */
function contentTypeOf(bytes: Uint8Array): BlobContentType {
  const format = imageFormat(bytes);
  return format === undefined ? 'application/octet-stream' : `image/${format}`;
}
