import { checkFeedbackId } from '../check-id.js';
import type { paths } from '../generated/schema.js';
import { imageBlob } from '../image-blob.js';
import type { Feedback, FeedbackPage, FeedbackSummary, PredictedClass, RecordedFeedback } from '../schemas.js';
import { isItemPicture, checkedItem, type PictureInput } from '../sent-pictures.js';
import type { OrUndefined } from '../optional.js';
import type { CallOptions, Transport } from '../transport.js';
import { forgiveGone } from './forgive-gone.js';

/** What a picture really was. */
export interface NewFeedback {
  readonly picture: PictureInput;
  /** What it really shows. */
  readonly label: string;
  /** What the model had said: of what `classify` answers, a prediction and the model. */
  readonly predicted?: PredictedClass | undefined;
  /** Consent: only then the picture and the note are kept, and trained with. Default false; false again takes it back. */
  readonly mayTrain?: boolean | undefined;
  /** For people; at most 500 characters. */
  readonly note?: string | undefined;
}

/** Which feedback is asked for: what fits everything that is given. `after` is `next` of the page before. */
export type FeedbackQuery = OrUndefined<NonNullable<paths['/v1/feedback']['get']['parameters']['query']>>;

/** What pictures really were. Recording and forgetting are for writers, reading for admins. */
export function createFeedback(transport: Transport) {
  const page = async (query: FeedbackQuery = {}, options: CallOptions = {}): Promise<FeedbackPage> =>
    transport.call(options, (api, signal) => api.GET('/v1/feedback', { params: { query }, signal }));
  return {
    /** Says what a picture really was. There is one record a picture, so a repeated try records nothing twice; what is told last counts. */
    async record({ picture, ...told }: NewFeedback, options: CallOptions = {}): Promise<RecordedFeedback> {
      if (isItemPicture(picture)) {
        const body = { ...told, picture: checkedItem(picture) };
        return transport.call(options, (api, signal) => api.POST('/v1/feedback', { body, signal }));
      }
      const image = await imageBlob(picture);
      const body = { image, label: told.label };
      return transport.call(options, (api, signal) =>
        api.POST('/v1/feedback', { body, bodySerializer: () => feedbackForm(told, image), signal }),
      );
    },

    /** One page, the newest first. */
    page,

    /** All that fits, page by page as it is asked for: `for await (const record of feedback.list({ disagrees: true }))`. */
    async *list(query: Omit<FeedbackQuery, 'after'> = {}, options: CallOptions = {}): AsyncGenerator<Feedback, void, undefined> {
      let after: string | null | undefined;
      do {
        const { feedback, next } = await page({ ...query, ...(after ? { after } : {}) }, options);
        yield* feedback;
        after = next;
      } while (after);
    },

    /** How often the model was right, of what was told. */
    async summary(query: Pick<FeedbackQuery, 'since' | 'until'> = {}, options: CallOptions = {}): Promise<FeedbackSummary> {
      return transport.call(options, (api, signal) => api.GET('/v1/feedback/summary', { params: { query }, signal }));
    },

    /** What was told of one picture. @param id SHA-256 of its bytes, hexadecimal. */
    async get(id: string, options: CallOptions = {}): Promise<Feedback> {
      const path = { feedback: checkFeedbackId(id) };
      return transport.call(options, (api, signal) => api.GET('/v1/feedback/{feedback}', { params: { path }, signal }));
    },

    /** The picture as it was sent. @throws NotFoundError where there is no consent to keep it. */
    async picture(id: string, options: CallOptions = {}): Promise<Blob> {
      const path = { feedback: checkFeedbackId(id) };
      return transport.call(options, (api, signal) =>
        api.GET('/v1/feedback/{feedback}/picture', { params: { path }, parseAs: 'blob', signal }),
      );
    },

    /** Forgets a picture and all that was told of it. */
    async forget(id: string, options: CallOptions = {}): Promise<void> {
      const path = { feedback: checkFeedbackId(id) };
      return transport.call(options, async (api, signal, unsure) =>
        forgiveGone(await api.DELETE('/v1/feedback/{feedback}', { params: { path }, signal }), unsure),
      );
    },
  };
}

/** What `createFeedback` offers. */
export type FeedbackResource = ReturnType<typeof createFeedback>;

function feedbackForm({ label, predicted, mayTrain, note }: Omit<NewFeedback, 'picture'>, image: Blob): FormData {
  const form = new FormData();
  form.set('label', label);
  if (mayTrain !== undefined) form.set('mayTrain', String(mayTrain));
  if (note !== undefined) form.set('note', note);
  if (predicted !== undefined) form.set('predicted', JSON.stringify(predicted));
  // Its name would tell where it lay on disk.
  form.set('image', image, 'image');
  return form;
}
