import { createHash } from 'node:crypto';
import path from 'node:path';
import { scourBeside } from '../adapters/sqlite/scour-beside.js';
import type { DriftStore } from '../domain/drift-store.js';
import type { PictureTraces } from '../domain/picture-traces.js';
import { forgetFeedback } from '../feedback/forget-feedback.js';
import type { FeedbackStores } from './open-feedback.js';

/** What feedback and drift keep of pictures: the one by the picture itself, the other as a thumbnail, which is the same for the same picture; and answers.
 * @param folder where the databases of the server lie. */
export function createPictureTraces(
  feedback: FeedbackStores,
  drift: Pick<DriftStore, 'countExamples' | 'forgetExample' | 'scour'>,
  folder: string,
): PictureTraces {
  return {
    any: async () => (await feedback.store.counts({}, 1)).records > 0 || (await drift.countExamples()) > 0,
    forget: async (original, thumbnail) => {
      if (original) await forgetFeedback(feedback, createHash('sha256').update(original).digest('hex'));
      if (thumbnail) await drift.forgetExample(thumbnail);
    },
    forgetAnswers: (names) => scourBeside('forgetAnswers', { file: path.join(folder, 'answers.sqlite'), names }),
    scour: async () => {
      await feedback.store.scour();
      await drift.scour();
    },
  };
}
