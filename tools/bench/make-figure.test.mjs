import { expect, it } from 'vitest';
import { makeFigure, median } from './make-figure.mjs';

const machine = 'test';

it('divides ours by each peer, to four digits', () => {
  const figure = makeFigure({ name: 'n', unit: 'images/s', ours: 22.123456, peers: { keras: 19.1, torch: 44.246912 }, machine });
  expect(figure).toEqual({
    name: 'n',
    unit: 'images/s',
    ours: 22.12,
    peers: { keras: 19.1, torch: 44.25 },
    ratio: { keras: 1.158, torch: 0.5 },
    machine,
  });
});

it('keeps a peer that could not run as null, in values and ratios', () => {
  const figure = makeFigure({ name: 'n', unit: 'MiB', ours: 10, peers: { keras: null, torch: 20 }, machine });
  expect(figure.peers).toEqual({ keras: null, torch: 20 });
  expect(figure.ratio).toEqual({ keras: null, torch: 0.5 });
});

it.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[10, 2, 4, 100], 7],
])('takes the median of %j', (values, expected) => {
  expect(median(values)).toBe(expected);
});
