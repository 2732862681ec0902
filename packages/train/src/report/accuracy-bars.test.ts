import { describe, expect, it } from 'vitest';
import { accuracyBars } from './accuracy-bars.js';

const textsOf = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!);

describe('accuracyBars', () => {
  it('begins at zero, writes means, and marks lowest, highest and each seed', () => {
    const svg = accuracyBars([{ name: 'linear', values: [[0.8, 0.9, 0.7], [0.5, 0.6, 0.4]] }], ['a', 'b'], 'Test accuracy'); // prettier-ignore
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['0 %', '100 %', '80.0', '50.0', 'a', 'b']));
    expect(svg).toContain('mean of 3 seeds');
    // Six seeds; three lines for each of two whiskers.
    expect(svg.match(/<circle[^>]*fill="#ffffff"|<path[^>]*fill="#ffffff"[^>]*stroke="#1f2933"[^>]*stroke-width="1.2"/g)).toHaveLength(6);
    expect(svg.match(/stroke="#1f2933" stroke-width="1.8"/g)).toHaveLength(6);
  });

  it('draws no range where there is one seed, and says so', () => {
    const svg = accuracyBars([{ name: 'linear', values: [[0.8], []] }], ['a', 'b'], 'Test accuracy');
    expect(svg).toContain('One seed: no range to show');
    expect(svg).not.toContain('stroke-width="1.8"');
    expect(textsOf(svg)).toContain('80.0');
  });
});
