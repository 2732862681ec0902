import { expect, it } from 'vitest';
import type { SplitName } from '@supcon/core/photos';
import { keepTogether, type GroupedItem } from './keep-together.js';

type Row = readonly [side: SplitName | undefined, hash: string, group?: number | undefined, label?: string];

/** `count` pictures of a class that are in no group. */
const alone = (side: SplitName, count: number, label = 'a'): Row[] =>
  Array.from({ length: count }, (_, at) => [side, `z${at}`, undefined, label]);

function keep(rows: readonly Row[]): (SplitName | undefined)[] {
  const sides = rows.map(([side]) => side);
  keepTogether(
    rows.map(([, hash, group, label = 'a']): GroupedItem => ({ label, hash, group })),
    sides,
  );
  return sides;
}

const padding = [...alone('train', 20), ...alone('test', 10), ...alone('validation', 10)];

it('sends a group where its picture with the lowest hash lies', () => {
  expect(keep([['test', '1', 0], ['train', '2', 0], ['train', '3', 0], ...padding]).slice(0, 3)).toEqual(['test', 'test', 'test']);
  expect(keep([['test', '3', 0], ['train', '2', 0], ['validation', '1', 0], ...padding]).slice(0, 3)).toEqual(Array(3).fill('validation'));
});

it('sends a group to training that would be more than half of a side', () => {
  const group = (size: number): Row[] => [['test', '1', 0], ...Array.from({ length: size - 1 }, (): Row => ['train', '2', 0])];
  expect(new Set(keep([...group(5), ...padding]).slice(0, 5))).toEqual(new Set(['test']));
  expect(new Set(keep([...group(6), ...padding]).slice(0, 6))).toEqual(new Set(['train']));
});

it('leaves a group divided that a class cannot spare', () => {
  const scarce: Row[] = [['test', '2', 0], ['train', '1', 0], ...alone('train', 5)];
  expect(keep(scarce)).toEqual(scarce.map(([side]) => side));
  const fewToTrain: Row[] = [['train', '2', 0], ['test', '1', 0], ['train', '3'], ...alone('test', 5)];
  expect(keep(fewToTrain)).toEqual(fewToTrain.map(([side]) => side));
});

it('counts each class of a group that spans classes', () => {
  const rows: Row[] = [['train', '1', 0, 'a'], ['test', '2', 0, 'b'], ...alone('train', 9, 'a'), ...alone('train', 9, 'b')];
  expect(keep(rows)[1]).toBe('test');
  expect(keep([...rows, ...alone('test', 1, 'b')])[1]).toBe('train');
});

it('does not move what has a side of its own', () => {
  expect(keep([[undefined, '1', 0], ['train', '2', 0], ['test', '3', 0], ...padding]).slice(0, 3)).toEqual([undefined, 'train', 'train']);
});
