import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createSerialQueue } from './serial-queue.js';

it('runs one action at a time, in the order they came, also behind one that fails', async () => {
  const inTurn = createSerialQueue();
  const seen: string[] = [];
  const action = (name: string, ms: number) => () =>
    (async () => {
      seen.push(`${name} begins`);
      await sleep(ms);
      seen.push(`${name} ends`);
      if (name === 'b') throw new Error('b fails');
      return name;
    })();
  const turns = [inTurn(action('a', 20)), inTurn(action('b', 1)), inTurn(action('c', 0))];
  expect(await Promise.allSettled(turns)).toMatchObject([{ value: 'a' }, { reason: new Error('b fails') }, { value: 'c' }]);
  expect(seen).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

it('hands on what a plain function throws', async () => {
  const inTurn = createSerialQueue();
  await expect(
    inTurn(() => {
      throw new Error('at once');
    }),
  ).rejects.toThrow('at once');
  expect(await inTurn(() => 7)).toBe(7);
});
