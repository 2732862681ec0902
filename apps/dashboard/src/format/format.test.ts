import { expect, it } from 'vitest';
import { formatAgo } from './format-ago.js';
import { formatBytes } from './format-bytes.js';
import { formatDuration } from './format-duration.js';
import { formatNumber } from './format-number.js';
import { formatPercent } from './format-percent.js';

it.each([
  [0, '0 s'],
  [59.4, '59 s'],
  [59.6, '1 min'],
  [185, '3 min 5 s'],
  [3600, '1 h'],
  [7859, '2 h 10 min'],
  [97_200, '1 d 3 h'],
  [-3, '0 s'],
])('writes %s s as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it.each([
  [0, 'just now'],
  [44, 'just now'],
  [50, '1 min ago'],
  [119, '1 min ago'],
  [3599, '59 min ago'],
  [7300, '2 h ago'],
  [200_000, '2 d ago'],
])('writes %s s in the past as %s', (seconds, text) => {
  const now = Date.parse('2026-11-24T00:00:00Z');
  expect(formatAgo(new Date(now - seconds * 1000).toISOString(), now)).toBe(text);
});

it('does not pretend to know a time that is none', () => {
  expect(formatAgo('yesterday', 0)).toBe('–');
});

it.each([
  [0, '0'],
  [4.612345, '4.612'],
  [412.349, '412.3'],
  [19_200, '19 200'],
  [0.1, '0.1'],
  [0.000123, '1.23e-4'],
  [-2.5, '-2.5'],
  [Number.NaN, 'NaN'],
])('writes %s as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

it.each([
  [0.684, '68.4 %'],
  [1, '100.0 %'],
  [0, '0.0 %'],
  [undefined, '–'],
])('writes an accuracy of %s as %s', (share, text) => {
  expect(formatPercent(share)).toBe(text);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1400, '1.4 kB'],
  [11_272_192, '11.3 MB'],
  [250_000_000, '250 MB'],
])('says %i bytes as %s', (bytes, said) => expect(formatBytes(bytes)).toBe(said));
