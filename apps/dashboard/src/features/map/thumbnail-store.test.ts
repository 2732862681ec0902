import { expect, it } from 'vitest';
import { createThumbnailStore } from './thumbnail-store.js';

/** Answers when it is told to. */
function start(most?: number) {
  const asked: number[] = [];
  const closed: number[] = [];
  const answers = new Map<number, { resolve: (image: ImageBitmap) => void; reject: (error: Error) => void; signal: AbortSignal }>();
  let changes = 0;
  const store = createThumbnailStore({
    load: (at, signal) => {
      asked.push(at);
      return new Promise((resolve, reject) => answers.set(at, { resolve, reject, signal }));
    },
    onChange: () => {
      changes++;
    },
    ...(most === undefined ? {} : { most }),
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  const answer = async (at: number) => {
    answers.get(at)!.resolve({ close: () => void closed.push(at), width: at } as unknown as ImageBitmap);
    await settle();
  };
  const refuse = async (at: number) => {
    answers.get(at)!.reject(new Error('none'));
    await settle();
  };
  return { store, asked, closed, answers, answer, refuse, changes: () => changes };
}

it('fetches six at once, each once, and says when one has come', async () => {
  const { store, asked, answer, changes } = start();
  store.want([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(asked).toEqual([1, 2, 3, 4, 5, 6]);
  await answer(2);
  expect([asked.at(-1), changes(), store.image(2)?.width, store.image(1)]).toEqual([7, 1, 2, undefined]);
  store.want([1, 2, 3]);
  expect(asked.filter((at) => at === 2)).toHaveLength(1);
});

it('ends what is no longer wanted, and does not ask again for what is not there', async () => {
  const { store, asked, answers, answer, refuse, closed } = start();
  store.want([1, 2]);
  store.want([2, 3]);
  expect(answers.get(1)!.signal.aborted).toBe(true);
  await answer(1);
  expect([closed, store.image(1)]).toEqual([[1], undefined]);
  await refuse(2);
  store.want([2, 3]);
  expect(asked).toEqual([1, 2, 3]);
});

it('lets go of what was wanted longest ago, and of everything at the end', async () => {
  const { store, answer, closed } = start(2);
  store.want([1, 2]);
  await answer(1);
  await answer(2);
  store.want([1, 3]);
  await answer(3);
  store.want([3]);
  expect(closed).toEqual([2]);
  store.dispose();
  expect(closed).toEqual([2, 1, 3]);
});
