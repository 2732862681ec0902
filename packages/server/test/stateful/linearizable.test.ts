import { describe, expect, it } from 'vitest';
import { isLinearizable, type Answered, type Asked, type Operation } from './linearizable.js';

const operation = (from: number, to: number, asked: Asked, answered: Answered | undefined): Operation => ({
  client: 0,
  from,
  to,
  asked,
  answered,
});
const add = (label: string): Asked => ({ do: 'add', label });
const patch = (label: string): Asked => ({ do: 'patch', label });
const get: Asked = { do: 'get' };
const remove: Asked = { do: 'delete' };
const a1 = { label: 'a', version: 1 };

describe('isLinearizable', () => {
  it('takes what happened one after the other', () => {
    const history = [
      operation(0, 1, get, 'missing'),
      operation(2, 3, add('a'), a1),
      operation(4, 5, patch('b'), { label: 'b', version: 2 }),
      operation(6, 7, get, { label: 'b', version: 2 }),
      operation(8, 9, add('c'), 'conflict'),
      operation(10, 11, add('a'), { label: 'b', version: 2 }),
      operation(12, 13, remove, 'deleted'),
      operation(14, 15, remove, 'missing'),
    ];
    expect(isLinearizable(history)).toBe(true);
  });

  it('takes either order of what overlaps, and not an order against time', () => {
    const late = (from: number) => [
      operation(0, 1, add('a'), a1),
      operation(2, 9, patch('b'), { label: 'b', version: 2 }),
      operation(from, 10, get, a1),
    ];
    expect(isLinearizable(late(3))).toBe(true);
    expect(isLinearizable(late(9.5))).toBe(false);
  });

  it('finds a lost update, a stale read behind a new one, and an item that comes back', () => {
    const lost = [
      operation(0, 1, add('a'), a1),
      operation(2, 5, patch('b'), { label: 'b', version: 2 }),
      operation(2, 5, patch('c'), { label: 'c', version: 2 }),
    ];
    expect(isLinearizable(lost)).toBe(false);
    const stale = [
      operation(0, 1, add('a'), a1),
      operation(2, 9, patch('b'), { label: 'b', version: 2 }),
      operation(3, 4, get, { label: 'b', version: 2 }),
      operation(5, 6, get, a1),
    ];
    expect(isLinearizable(stale)).toBe(false);
    expect(isLinearizable([operation(0, 1, add('a'), a1), operation(2, 3, remove, 'deleted'), operation(4, 5, get, a1)])).toBe(false);
  });

  it('lets what had no answer have happened, later, or not at all', () => {
    const unsure = operation(2, Infinity, patch('b'), undefined);
    const seen = (...labels: Answered[]) => [
      operation(0, 1, add('a'), a1),
      unsure,
      ...labels.map((answered, at) => operation(3 + at, 3.5 + at, get, answered)),
    ];
    expect(isLinearizable(seen(a1))).toBe(true);
    expect(isLinearizable(seen(a1, { label: 'b', version: 2 }))).toBe(true);
    expect(isLinearizable(seen({ label: 'b', version: 2 }, a1))).toBe(false);
  });
});
