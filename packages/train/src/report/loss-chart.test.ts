import { describe, expect, it } from 'vitest';
import { lossChart, type LossLine } from './loss-chart.js';

const line = (loss: string, name = loss): LossLine => ({ loss, name, points: [[1, 4], [2, 3]] }); // prettier-ignore

describe('lossChart', () => {
  it('draws losses of one kind together, with the kind at the axis', () => {
    const svg = lossChart([line('supcon', 'seed 0'), line('supcon', 'seed 1')]);
    for (const text of ['supcon, nats', 'seed 0', 'seed 1']) expect(svg).toContain(text);
  });

  it.each([
    ['supcon', 'cross-entropy'],
    ['cross-entropy', 'triplet'],
    ['supcon', 'nt-xent'],
  ])('refuses %s and %s on one axis', (a, b) => {
    expect(() => lossChart([line(a), line(b)])).toThrow(
      expect.objectContaining({ code: 'NOT_COMPARABLE', message: expect.stringContaining(`got ${a} and ${b}`) }),
    );
  });

  it('refuses an empty axis', () => {
    expect(() => lossChart([])).toThrow('got none');
  });
});
