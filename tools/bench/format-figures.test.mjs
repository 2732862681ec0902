import { expect, it } from 'vitest';
import { formatFigures } from './format-figures.mjs';

it('lines figures up and says which peer could not run', () => {
  const machine = 'test';
  const text = formatFigures([
    { name: 'a', unit: 'images/s', ours: 20, peers: { keras: 10, torch: null }, ratio: { keras: 2, torch: null }, machine },
    { name: 'longer', unit: 'MiB', ours: 3, peers: { other: 4 }, ratio: { other: 0.75 }, machine },
  ]);
  expect(text.split('\n')).toEqual([
    'figure  unit      ours  keras     torch          other',
    'a       images/s  20    10 (2 x)  could not run',
    'longer  MiB       3                              4 (0.75 x)',
    "(n x: ours divided by the peer's)",
    '',
  ]);
});
