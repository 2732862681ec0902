import { describeFeedbackStore } from '../../../test/feedback-store-conformance.js';
import { MemoryFeedback, openMemoryFeedbackStore } from './memory-feedback-store.js';

describeFeedbackStore('memory', () => {
  const data = new MemoryFeedback();
  return Promise.resolve({ store: openMemoryFeedbackStore(data), another: () => Promise.resolve(openMemoryFeedbackStore(data)) });
});
