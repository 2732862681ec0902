import type { RunSummary } from '@supcon/sdk';
import { describe, expect, it } from 'vitest';
import { parseRunsSearch, selectRuns, type RunsSearch } from './runs-search.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 24, 2, minute)).toISOString();
const now = Date.parse(at(30));

const runs: RunSummary[] = [
  { id: 'r3', status: 'running', updatedAt: at(29), startedAt: at(20), recipe: 'quick', data: 'flowers' },
  {
    id: 'r2',
    status: 'finished',
    updatedAt: at(9),
    startedAt: at(5),
    recipe: 'imagenet5',
    data: 'flowers',
    result: { seconds: 240, test: { linear: 0.8, knn: 0.7 } },
  },
  {
    id: 'r1',
    status: 'finished',
    updatedAt: at(4),
    startedAt: at(0),
    recipe: 'quick',
    data: 'pets',
    result: { seconds: 241, test: { linear: 0.7, knn: 0.9 } },
  },
  { id: 'r0', status: 'stopped', updatedAt: at(2), startedAt: at(1), recipe: 'quick', data: 'pets' },
];

const ids = (search: RunsSearch): string =>
  selectRuns(runs, search, now)
    .map(({ id }) => id)
    .join(' ');

describe('selectRuns', () => {
  it.each<[RunsSearch, string]>([
    [{}, 'r3 r2 r0 r1'],
    [{ up: true }, 'r1 r0 r2 r3'],
    [{ status: 'finished' }, 'r2 r1'],
    [{ find: 'PETS quick' }, 'r0 r1'],
    [{ find: 'nothing' }, ''],
    [{ sort: 'linear' }, 'r2 r1 r3 r0'],
    [{ sort: 'linear', up: true }, 'r1 r2 r3 r0'],
    [{ sort: 'knn' }, 'r1 r2 r3 r0'],
    [{ sort: 'duration' }, 'r3 r1 r2 r0'],
  ])('%j gives %s', (search, expected) => {
    expect(ids(search)).toBe(expected);
  });
});

it('keeps of an address what it knows', () => {
  expect(parseRunsSearch({ find: 'x', status: 'stalled', sort: 'knn', up: true })).toEqual({
    find: 'x',
    status: 'stalled',
    sort: 'knn',
    up: true,
  });
  expect(parseRunsSearch({ find: 2026 })).toEqual({ find: '2026' });
  expect(parseRunsSearch({ find: ['x'], status: 'lost', sort: ['knn'], up: 'yes', more: 1 })).toEqual({});
});
