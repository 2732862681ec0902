import { describe, expect, it } from 'vitest';
import { corruptionChart } from './corruption-chart.js';

describe('corruptionChart', () => {
  it('lets every curve begin at the accuracy on clean pictures', () => {
    const curves = [{ name: 'blur', accuracies: [0.8, 0.5] }, { name: 'noise', accuracies: [0.7, 0.2] }]; // prettier-ignore
    const svg = corruptionChart(curves, 0.9, 'Spoilt');
    const starts = ['#0072b2', '#e69f00'].map(
      (colour) => new RegExp(`<path d="M([\\d.]+ [\\d.]+)L[^"]*L[^"]*"[^>]*stroke="${colour}"`).exec(svg)?.[1],
    );
    expect(starts[0]).toBeDefined();
    expect(starts[0]).toBe(starts[1]);
    for (const text of ['>blur<', '>noise<', '>0 %<', '>100 %<']) expect(svg).toContain(text);
  });
});
