import path from 'node:path';
import type { Logger } from 'pino';
import { createFolderBlobStore } from '../adapters/folder/folder-blob-store.js';
import { openSqliteFeedbackStore } from '../adapters/sqlite/sqlite-feedback-store.js';
import type { BlobStore } from '../domain/blob-store.js';
import type { FeedbackStore } from '../domain/feedback-store.js';
import { makeServerFolder } from './make-server-folder.js';

/** What a home keeps of feedback, for whoever works on it: the records, and the pictures in a folder of their own. */
export interface FeedbackStores {
  readonly store: FeedbackStore;
  readonly blobs: BlobStore;
}

/** @throws ServerError BAD_CONFIG for a home that cannot be written; STORE_LOCKED, STORE_DAMAGED. */
export async function openFeedbackStores(home: string, logger: Logger): Promise<FeedbackStores> {
  const folder = await makeServerFolder(home);
  const store = await openSqliteFeedbackStore(path.join(folder, 'feedback.sqlite'), logger);
  return { store, blobs: createFolderBlobStore(path.join(folder, 'feedback')) };
}
