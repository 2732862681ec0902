import { expect, it } from 'vitest';
import { parseLabelIssuesSearch, tabOf, withIssue, withTab } from './label-issues-search.js';

it('reads what an address says, whatever stands in it', () => {
  expect(parseLabelIssuesSearch({ run: 'r', collection: 'c', tab: 'leaks', issue: 'a/1.jpg' })).toEqual({
    ...{ run: 'r', collection: 'c' },
    ...{ tab: 'leaks', issue: 'a/1.jpg' },
  });
  expect(parseLabelIssuesSearch({ run: 2026, tab: { a: 1 }, issue: '', more: 'x' })).toEqual({ run: '2026' });
});

it('knows the tabs, and what is none', () => {
  expect(tabOf({})).toBe('labels');
  expect(tabOf({ tab: 'outliers' })).toBe('outliers');
  expect(tabOf({ tab: 'bogus' })).toBeUndefined();
});

it('goes to another tab without the picture of this one, and keeps the rest', () => {
  expect(withTab({ run: 'r', tab: 'leaks', issue: 'x' }, 'labels')).toEqual({ run: 'r' });
  expect(withTab({ run: 'r', issue: 'x' }, 'leaks')).toEqual({ run: 'r', tab: 'leaks' });
  expect(withIssue({ run: 'r', issue: 'x' }, 'y')).toEqual({ run: 'r', issue: 'y' });
  expect(withIssue({ run: 'r', issue: 'x' }, undefined)).toEqual({ run: 'r' });
});
