import type { PictureWarning } from '@supcon/core/image';
import type { BlobContentType } from '../domain/blob-store.js';
import type { FeedbackWishes } from '../domain/feedback-rules.js';
import type { FeedbackCounts, FeedbackFilter, FeedbackPage, FeedbackQuery, FeedbackRecord } from '../domain/feedback-store.js';
import type { Turn } from '../domain/turn.js';

/** What came of telling what a picture was. */
export interface ToldPicture {
  readonly change: 'created' | 'changed' | 'unchanged';
  readonly record: FeedbackRecord;
  /** What is wrong with the picture. */
  readonly warnings: readonly PictureWarning[];
}

/** What pictures really were: the way from production back to training. Methods that name a record throw ServerError BAD_REQUEST for what can be no id,
 * FEEDBACK_NOT_FOUND, and every one NOT_READY where trying again may help. */
export interface FeedbackService {
  /** Records what is told of a picture; what is told last counts. With consent the picture is kept, without it, it is gone when this resolves.
   * @param turn.signal gives up when it aborts, as long as nothing is written.
   * @throws CoreError BAD_IMAGE, IMAGE_TOO_LARGE; ServerError BAD_REQUEST, FEEDBACK_FULL, STORAGE_FULL, TOO_BUSY; the reason of the signal. */
  record(picture: Uint8Array, wishes: FeedbackWishes, turn?: Turn): Promise<ToldPicture>;
  get(id: string): Promise<FeedbackRecord>;
  /** @throws ServerError BAD_REQUEST for a cursor or limit that is none. */
  list(query: FeedbackQuery): Promise<FeedbackPage>;
  /** @returns counts; of each list the 1,000 most frequent. */
  summary(filter: Pick<FeedbackFilter, 'since' | 'until'>): Promise<FeedbackCounts>;
  /** The picture as it was sent. @throws ServerError FEEDBACK_NOT_FOUND also where there is no consent to keep it. */
  picture(id: string): Promise<{ readonly bytes: Uint8Array; readonly contentType: BlobContentType }>;
  /** Forgets a picture and all that was told of it; both are gone from disk when this resolves. */
  forget(id: string): Promise<void>;
}
