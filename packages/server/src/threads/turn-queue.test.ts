import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTurnQueue, ONE_IN_BACKGROUND } from './turn-queue.js';

interface Entry {
  readonly client: string;
  readonly background: boolean;
  /** Of its client, whatever the class. */
  readonly number: number;
}

/** Round robin the slow way: every client has the moment at which it came or was last served, and each time all of those who wait are looked through for the earliest. */
function slowRounds() {
  const waiting: Entry[] = [];
  const since = new Map<string, number>();
  let moment = 0;
  let before = 0;
  const keyOf = ({ client, background }: Entry): string => `${background} ${client}`;
  const stamp = (entry: Entry): void => void since.set(keyOf(entry), moment++);
  return {
    add: (entry: Entry): void => {
      if (!waiting.some((other) => keyOf(other) === keyOf(entry))) stamp(entry);
      waiting.push(entry);
    },
    remove: (entry: Entry): void => void waiting.splice(waiting.indexOf(entry), 1),
    take: (): Entry | undefined => {
      const patient = waiting.filter(({ background }) => background);
      const others = waiting.filter(({ background }) => !background);
      const turn = others.length === 0 || (patient.length > 0 && before === ONE_IN_BACKGROUND - 1);
      before = patient.length > 0 && !turn ? before + 1 : 0;
      const next = (turn ? patient : others).toSorted((one, other) => since.get(keyOf(one))! - since.get(keyOf(other))!)[0];
      if (!next) return undefined;
      waiting.splice(waiting.indexOf(next), 1);
      stamp(next);
      return next;
    },
  };
}

const steps = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ step: fc.constant('add' as const), client: fc.constantFrom('a', 'b', 'c', 'd'), background: fc.boolean() }),
    },
    { weight: 3, arbitrary: fc.record({ step: fc.constant('take' as const) }) },
    { weight: 1, arbitrary: fc.record({ step: fc.constant('remove' as const), at: fc.nat(1000) }) },
  ),
  { maxLength: 300 },
);

describe('createTurnQueue', () => {
  it('takes what a slow simulation of round robin takes, each once, and those of a client in their order', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const queue = createTurnQueue<Entry>();
        const slow = slowRounds();
        const inside: Entry[] = [];
        const taken: Entry[] = [];
        const counts = new Map<string, number>();
        const take = (): Entry | undefined => {
          const entry = queue.take();
          expect(entry).toBe(slow.take());
          if (entry) taken.push(...inside.splice(inside.indexOf(entry), 1));
          return entry;
        };
        for (const each of all) {
          if (each.step === 'take') take();
          else if (each.step === 'add') {
            const number = (counts.get(each.client) ?? 0) + 1;
            counts.set(each.client, number);
            const entry = { client: each.client, background: each.background, number };
            queue.add(entry, entry);
            slow.add(entry);
            inside.push(entry);
          } else if (inside.length > 0) {
            const [gone] = inside.splice(each.at % inside.length, 1);
            expect([queue.remove(gone!), queue.remove(gone!)]).toEqual([true, false]);
            slow.remove(gone!);
          }
          expect(queue.size).toBe(inside.length);
        }
        while (take());
        expect([queue.size, inside.length, new Set(taken).size]).toEqual([0, 0, taken.length]);
        for (const client of 'abcd')
          for (const background of [true, false]) {
            const numbers = taken.filter((entry) => entry.client === client && entry.background === background).map(({ number }) => number);
            expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
          }
      }),
    );
  });

  it('lets the n-th of a client wait for at most n of each other one, whenever it comes', () => {
    const queued = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 60 });
    fc.assert(
      fc.property(queued, fc.nat(60), fc.integer({ min: 1, max: 20 }), queued, (early, takes, mine, late) => {
        const queue = createTurnQueue<{ client: string }>();
        const add = (client: string): void => queue.add({ client }, { client });
        early.forEach(add);
        for (let n = 0; n < takes; n++) queue.take();
        for (let n = 0; n < mine; n++) add('mine');
        const others = { a: 0, b: 0, c: 0 };
        // Others go on to come while it waits.
        for (let n = 0, at = 0; n < mine;) {
          const { client } = queue.take()!;
          if (client === 'mine') n++;
          else others[client as keyof typeof others]++;
          for (const count of Object.values(others)) expect(count).toBeLessThanOrEqual(n + 1);
          if (at < late.length) add(late[at++]!);
        }
      }),
    );
  });

  it('takes work in the background last, and one of it in sixteen where there is always something else', () => {
    const queue = createTurnQueue<string>();
    queue.add('patient', { client: 'a', background: true });
    queue.add('patient too', { client: 'a', background: true });
    for (let n = 0; n < 40; n++) queue.add(`now ${n}`, { client: 'b' });
    const order = Array.from({ length: 42 }, () => queue.take()!);
    expect([order.indexOf('patient'), order.indexOf('patient too')]).toEqual([ONE_IN_BACKGROUND - 1, 2 * ONE_IN_BACKGROUND - 1]);
    queue.add('patient', { background: true });
    queue.add('now', {});
    expect([queue.take(), queue.take(), queue.take()]).toEqual(['now', 'patient', undefined]);
  });
});
