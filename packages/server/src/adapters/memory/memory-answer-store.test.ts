import { describeAnswerStore, MOST_IN_TESTS } from '../../../test/answer-store-conformance.js';
import { MemoryAnswers, openMemoryAnswerStore } from './memory-answer-store.js';

describeAnswerStore('memory', () => {
  const data = new MemoryAnswers();
  return Promise.resolve({
    store: openMemoryAnswerStore(data, MOST_IN_TESTS),
    another: () => Promise.resolve(openMemoryAnswerStore(data, MOST_IN_TESTS)),
  });
});
